import Archive
import Charts
import Testing
import Value

@Suite struct ChartLoadTests {
    @Test func everyFieldOfTheMetadataIsRead() throws {
        let chart = try ChartText.chart([
            "Chart.yaml": """
            apiVersion: v2
            name: full
            version: 1.2.3-rc.1+build
            appVersion: 1.10
            description: "tabs\\there"
            home: https://example.com
            icon: https://example.com/i.png
            sources: [a, b]
            keywords: [k, 7]
            kubeVersion: ">= 1.20"
            type: application
            deprecated: true
            condition: c
            tags: t
            annotations: {number: 1, flag: true, text: x}
            maintainers:
              - {name: Ann, email: a@example.com, url: u}
            dependencies:
              - {name: d, version: 1.x, repository: "https://r", condition: d.on, tags: [x], alias: e}
            """
        ])
        let metadata = chart.metadata
        #expect(metadata.name == "full" && metadata.version == "1.2.3-rc.1+build" && metadata.apiVersion == "v2")
        #expect(metadata.appVersion == "1.1")
        #expect(metadata.description == "tabs here")
        #expect(metadata.sources == ["a", "b"] && metadata.keywords == ["k", "7"])
        #expect(metadata.isDeprecated && metadata.type == "application" && !metadata.isLibrary)
        #expect(metadata.annotations == ["number": "1", "flag": "true", "text": "x"])
        #expect(metadata.maintainers == [ChartMaintainer(name: "Ann", email: "a@example.com", url: "u")])
        let dependency = try #require(metadata.dependencies?.first)
        #expect(dependency.name == "d" && dependency.alias == "e" && dependency.condition == "d.on")
        #expect(dependency.tags == ["x"] && dependency.version == "1.x")
    }

    @Test(arguments: [
        ("version: 1", "1"), ("version: 1.10", "1.1"), ("version: \"1.10\"", "1.10"), ("version: v2.0.0", "v2.0.0"),
        ("version: 20240101", "20240101"), ("version: 1.0", "1"), ("version: 0x10", "16"),
    ])
    func versionsAreTextsWhateverTheYAML(line: String, expected: String) throws {
        let chart = try ChartText.chart(["Chart.yaml": "apiVersion: v2\nname: a\n\(line)\n"])
        #expect(chart.metadata.version == expected)
    }

    @Test(arguments: [("72445e2", "7.2445e+06"), ("1e3", "1000"), ("1e21", "1e+21"), (".inf", "+Inf"), ("1.50", "1.5")])
    func floatsBecomeTextAsGoPrintsThem(text: String, expected: String) throws {
        let chart = try ChartText.chart([
            "Chart.yaml": "apiVersion: v2\nname: a\nversion: 1.0.0\nappVersion: \(text)\n"
        ])
        #expect(chart.metadata.appVersion == expected)
    }

    @Test(arguments: [
        ("v3", "invalid chart apiVersion"), ("v4", "unsupported chart version"), ("V2", "unsupported chart version"),
        ("2", "unsupported chart version"),
    ])
    func unknownAPIVersionsAreRefused(version: String, reason: String) throws {
        let error = try #require(
            ChartText.loadError(["Chart.yaml": "apiVersion: \(version)\nname: a\nversion: 1.0.0\n"]))
        #expect(error.code == .badMetadata && error.message.hasPrefix(reason))
    }

    @Test func theAPIVersionOfASubchartIsNotAsked() throws {
        let chart = try ChartText.chart(["charts/s/Chart.yaml": "apiVersion: v4\nname: s\nversion: 1.0.0\n"])
        #expect(chart.dependencies.map(\.name) == ["s"])
    }

    struct Bad: Sendable, CustomStringConvertible {
        var text: String
        var reason: String
        var description: String { reason }
    }

    @Test(arguments: [
        Bad(text: "name: a\nversion: 1.0.0\napiVersion: ''", reason: ""),
        Bad(text: "apiVersion: v2\nversion: 1.0.0", reason: "validation: chart.metadata.name is required"),
        Bad(text: "apiVersion: v2\nname: a", reason: "validation: chart.metadata.version is required"),
        Bad(
            text: "apiVersion: v2\nname: a\nversion: x.y",
            reason: "validation: chart.metadata.version \"x.y\" is invalid"),
        Bad(
            text: "apiVersion: v2\nname: a\nversion: 1.0.0\ntype: other",
            reason: "validation: chart.metadata.type must be application or library"),
        Bad(
            text: "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: b, alias: 'b/c'}]",
            reason: "validation: dependency \"b\" has disallowed characters in the alias"),
        Bad(
            text: "apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{name: b}, {name: c, alias: b}]",
            reason: "validation: more than one dependency with name or alias \"b\""),
        Bad(
            text: "apiVersion: v2\nname: [a]\nversion: 1.0.0",
            reason: "json: cannot unmarshal array into Go struct field .name of type string"),
        Bad(
            text: "apiVersion: v2\nname: a\nversion: 1.0.0\nkeywords: x",
            reason: "json: cannot unmarshal string into Go struct field .keywords of type []string"),
        Bad(
            text: "apiVersion: v2\nname: a\nversion: 1.0.0\ndeprecated: often",
            reason: "json: cannot unmarshal string into Go struct field .deprecated of type bool"),
        Bad(text: "just text", reason: "cannot load Chart.yaml"),
        Bad(text: "a: b: c", reason: "cannot load Chart.yaml"),
    ])
    func metadataThatBreaksARuleIsRefused(bad: Bad) throws {
        let error = ChartText.loadError(["Chart.yaml": bad.text])
        if bad.reason.isEmpty {
            #expect(error == nil)
        } else {
            #expect(try #require(error).message.contains(bad.reason))
            #expect(error?.code == .badMetadata)
        }
    }

    @Test func aChartWithoutMetadataIsNone() throws {
        do throws(ChartError) {
            _ = try Chart.load(files: [ChartFile(path: "values.yaml", text: "a: 1")])
            Issue.record("loaded")
        } catch { #expect(error.message == "Chart.yaml file is missing") }
    }

    @Test func aChartWithoutAPIVersionIsVersionOne() throws {
        let chart = try ChartText.chart([
            "Chart.yaml": "name: a\nversion: 1.0.0",
            "requirements.yaml": "dependencies: [{name: b, version: 1.0.0}]",
            "requirements.lock": "digest: sha256:1\ngenerated: '2020'\ndependencies: [{name: b, version: 1.0.0}]",
        ])
        #expect(chart.metadata.apiVersion == "v1")
        #expect(chart.metadata.dependencies?.map(\.name) == ["b"])
        #expect(chart.lock?.digest == "sha256:1" && chart.lock?.dependencies.count == 1)
        #expect(chart.files.map(\.path) == ["requirements.lock", "requirements.yaml"])
    }

    @Test func requirementsBesideVersionTwoAreReadWithAWarning() throws {
        let chart = try ChartText.chart(["requirements.yaml": "dependencies: [{name: b, version: 1.0.0}]"])
        #expect(chart.metadata.dependencies?.map(\.name) == ["b"])
        #expect(chart.warnings.count == 1 && chart.files.isEmpty)
    }

    @Test func filesFindTheirPlaces() throws {
        let chart = try ChartText.chart([
            "values.yaml": "a: 1\nb: [2]\n", "values.schema.json": "{}", "templates/a.yaml": "x",
            "templates/b/c.txt": "y",
            "crds/one.yaml": "k", "crds/note.md": "n", "README.md": "r", "Chart.lock": "digest: d",
            "charts/sub-1.0.0.tgz.prov": "p",
        ])
        #expect(chart.values == ["a": .float(1), "b": .array([.float(2)])])
        #expect(chart.schema == Array("{}".utf8))
        #expect(chart.templates.map(\.path) == ["templates/a.yaml", "templates/b/c.txt"])
        #expect(chart.files.map(\.path) == ["README.md", "charts/sub-1.0.0.tgz.prov", "crds/note.md", "crds/one.yaml"])
        #expect(chart.crds.map(\.path) == ["app/crds/one.yaml"])
        #expect(chart.lock?.digest == "d")
    }

    @Test func subchartsComeAsFoldersAndArchives() throws {
        let packed = try TarGzip.write([
            ArchiveEntry(path: "inner/Chart.yaml", bytes: Array("apiVersion: v2\nname: inner\nversion: 2.0.0".utf8)),
            ArchiveEntry(path: "inner/values.yaml", bytes: Array("x: 1".utf8)),
        ])
        var files = ChartText.files([
            "charts/folder/Chart.yaml": "apiVersion: v2\nname: folder\nversion: 1.0.0",
            "charts/folder/charts/deep/Chart.yaml": "apiVersion: v2\nname: deep\nversion: 1.0.0",
            "charts/_ignored/Chart.yaml": "broken: [", "charts/.hidden/x": "y",
        ])
        files.append(ChartFile(path: "charts/inner-2.0.0.tgz", bytes: packed))
        let chart = try Chart.load(files: files)
        #expect(chart.dependencies.map(\.name) == ["folder", "inner"])
        #expect(chart.dependencies[0].dependencies.map(\.name) == ["deep"])
        #expect(chart.dependencies[1].values == ["x": .float(1)])
    }

    @Test func aBrokenSubchartNamesTheWayToIt() throws {
        let error = try #require(ChartText.loadError(["charts/sub/Chart.yaml": "apiVersion: v2\nname: sub"]))
        #expect(error.message == "error unpacking subchart sub in app: validation: chart.metadata.version is required")
    }

    @Test func chartsWithinChartsHaveALimit() throws {
        let path = String(repeating: "charts/a/", count: 40)
        var texts: [String: String] = [:]
        for depth in 1...40 {
            texts[String(path.prefix(depth * 9)) + "Chart.yaml"] = "apiVersion: v2\nname: a\nversion: 1.0.0"
        }
        #expect(try #require(ChartText.loadError(texts)).message.contains("nest deeper"))
    }

    @Test func severalDocumentsOfValuesAreMerged() throws {
        let chart = try ChartText.chart(["values.yaml": "---\na: {x: 1, w: 2}\n--- # more\na: {w: 3}\nb: 4\n---\n"])
        #expect(chart.values == ["a": ["x": .float(1), "w": .float(3)], "b": .float(4)])
    }

    @Test func valuesThatAreNoObjectAreRefused() throws {
        let error = try #require(ChartText.loadError(["values.yaml": "- 1"]))
        #expect(error.message.contains("cannot load values.yaml: cannot unmarshal yaml document"))
        #expect(error.code == .badFile)
    }

    @Test func packedChartsComeBack() throws {
        let chart = try ChartText.chart(["values.yaml": "a: 1", "templates/x.yaml": "k: v"])
        let bytes = try chart.packed()
        #expect(try chart.packed() == bytes)
        let again = try Chart.load(archive: bytes)
        #expect(again.raw == chart.raw && again.metadata == chart.metadata)
    }

    @Test func aByteOrderMarkIsDropped() throws {
        let bytes = try TarGzip.write([
            ArchiveEntry(
                path: "a/Chart.yaml", bytes: [0xef, 0xbb, 0xbf] + Array("apiVersion: v2\nname: a\nversion: 1.0.0".utf8)),
            ArchiveEntry(path: "a/f", bytes: [0xef, 0xbb, 0xbf, 65]),
        ])
        let chart = try Chart.load(archive: bytes)
        #expect(chart.files == [ChartFile(path: "f", text: "A")])
    }
}
