@testable import Charts

/// Arguments of `helm template` beside the charts' own values.
extension ConformanceTests {
    static var variations: [ConformanceCase] {
        let lists: [(chart: String, arguments: [String])] = [
            ("basic", ["--set", "replicas=3,image.tag=x\\,y", "--set-string", "big=12"]),
            ("basic", ["--set", "ports[0].port=81,ports[2].name=z,labels=null"]),
            ("basic", ["--set", "env={a,b,c}", "--set-json", "resources={\"limits\":{\"cpu\":2}}"]),
            ("basic", ["--set-literal", "image.repository=a,b=c{d}\\e", "--set", "small=1e3"]),
            ("basic", ["--set-file", "image.tag=\(fixtures)/files/config/b.txt"]),
            ("basic", ["--set-json", "{\"labels\":{\"a\":null,\"z\":1.5}}", "--is-upgrade"]),
            ("basic", ["--kube-version", "1.29.3-gke.1", "--api-versions", "example.com/v1,example.com/v2"]),
            ("basic", ["--show-only", "templates/service.yaml"]),
            ("basic", ["--show-only", "templates/s*.yaml", "--show-only", "templates/deployment.yaml"]),
            ("basic", ["--show-only", "templates/nothing.yaml"]),
            ("basic", ["--set", "a[70000]=1"]),
            ("basic", ["--set", "a.b"]),
            ("basic", ["--set", "replicas.x=1"]),
            ("basic", ["--set", "list={a,b"]),
            ("hooks", ["--no-hooks"]),
            ("hooks", ["--skip-tests"]),
            ("hooks", ["--show-only", "templates/tests/test.yaml"]),
            ("crds", ["--include-crds"]),
            ("crds", ["--include-crds", "--show-only", "crds/two.yml"]),
            ("schema", ["--set", "replicas=many,mode=x,ports={1,1},name=A"]),
            ("schema", ["--set", "replicas=many", "--skip-schema-validation"]),
            ("schema", ["--set", "replicas=7"]),
            ("failing-kube", ["--kube-version", "v1.19.0"]),
            ("failing-required", ["--set", "name=x: y"]),
            ("subcharts", ["--set", "global.domain=other.example.com,child.settings.size=9"]),
            ("subcharts", ["--set", "child=null"]),
        ]
        return lists.map { ConformanceCase(chart: "\(fixtures)/\($0.chart)", arguments: $0.arguments) }
    }

    /// Every corner of the `--set` family, a line of `Fixtures/flags.txt` each.
    static func flags() throws -> [ConformanceCase] {
        String(decoding: try FileTree.read(fixtures + "/flags.txt"), as: UTF8.self).split(separator: "\n")
            .filter { !$0.hasPrefix("#") }
            .map { line in
                ConformanceCase(
                    chart: fixtures + "/flags",
                    arguments: line.split(separator: "\t", omittingEmptySubsequences: false)
                        .map { String($0).replacing("FIXTURES", with: fixtures) })
            }
    }
}
