import Commands
import HTTP
import TestParts
import Testing
import Value

/// `release list` beside the real `helm list`, on a real API server.
@Suite(.timeLimit(.minutes(5)))
struct ReleaseListOracleTests {
    private struct Place: Sendable {
        let cluster: ControlPlane
        let folder: TemporaryFolder
        let namespace: String

        func run(_ arguments: [String]) async -> CommandRun {
            await CommandRun.of(
                ["release"] + arguments + ["-n", namespace, "--kubeconfig", cluster.kubeconfig], in: folder.path,
                environment: ["HOME": folder.path], transport: CurlTransport(environment: [:]))
        }

        func helm(_ arguments: [String]) async throws -> CommandResult {
            try await TestParts.run(
                .helm4, arguments + ["-n", namespace, "--kubeconfig", cluster.kubeconfig])
        }
    }

    /// Five releases in all states that last, one of them with a superseded revision.
    private func with(_ body: (Place) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        try folder.write("apiVersion: v2\nname: web\nversion: 1.2.0\n", to: "web/Chart.yaml")
        try folder.write("bad: false\n", to: "web/values.yaml")
        try folder.write(
            """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: "{{ .Release.Name }}-map"}
            {{- if .Values.bad }}
            ---
            apiVersion: v1
            kind: Service
            metadata: {name: bad, namespace: never-made}
            spec: {ports: [{port: 80, protocol: TCP}]}
            {{- end }}
            """, to: "web/templates/all.yaml")
        let place = Place(
            cluster: try await ControlPlane.shared(), folder: folder,
            namespace: "l\(String(UInt64.random(in: .min ... .max), radix: 36))")
        func make(_ words: String, fails: Bool = false) async throws {
            let run = await place.run(words.split(separator: " ").map(String.init))
            try #require((run.status == .done) != fails, "\(words): \(run.everything)")
            // Helm sorts by whole seconds.
            try await Task.sleep(for: .milliseconds(1100))
        }
        try await make("install delta ./web --create-namespace -l team=gpu")
        try await make("install alpha ./web -l team=web")
        try await make("install charlie ./web --set bad=true -l team=gpu", fails: true)
        try await make("install bravo ./web")
        try await make("uninstall bravo --keep-history")
        try await make("upgrade delta ./web -l stage=prod")
        try await body(place)
    }

    @Test func listsAreHelmsNameByName() async throws {
        try await with { place in
            for line in [
                "", "--deployed", "--failed", "--uninstalled", "--pending", "--uninstalling", "--superseded",
                "--deployed --failed", "--superseded --deployed", "-r", "-d", "-d -r", "-m 2", "-m 2 --offset 1",
                "--offset 9", "-m 0", "-f a$", "-f ^(alpha|delta)$", "-f nothing", "-l team=gpu", "-l team!=gpu",
                "-l team=gpu,stage=prod", "-l stage", "--deployed -l team=web -r", "-l name=alpha", "-l owner=helm",
                "-l status=deployed", "-l version=2,team=gpu", "-l owner!=helm", "--superseded -l version=1",
            ] {
                let flags = line.split(separator: " ").map(String.init)
                let ours = await place.run(["list", "-q"] + flags)
                let theirs = try await place.helm(["list", "-q"] + flags)
                try #require(theirs.isSuccess, "\(line): \(theirs)")
                #expect(ours.status == .done, "\(line): \(ours.errors)")
                #expect(ours.output == theirs.standardOutput, "\(line)")
            }
        }
    }

    @Test func timesAndHeadingsAreHelms() async throws {
        try await with { place in
            for layout in ["2006-01-02 15:04:05Z0700", "Mon Jan _2 15:04:05 2006", "02/01/06"] {
                let ours = await place.run(["list", "-o", "json", "--time-format", layout])
                let theirs = try await place.helm(["list", "-o", "json", "--time-format", layout])
                let own = try ours.json["releases"]?.array?.map { $0["updated"] }
                let helms = try Value(json: Array(theirs.standardOutput.utf8)).array?.map { $0["updated"] }
                #expect(own == helms, "\(layout)")
            }
            func words(_ text: String) -> [[Substring]] {
                text.split(separator: "\n").map { $0.split { $0 == " " || $0 == "\t" } }
            }
            for flags in [[], ["--no-headers"]] as [[String]] {
                let arguments = ["list", "--time-format", "2006-01-02T15:04:05"] + flags
                let ours = await place.run(arguments)
                let theirs = try await place.helm(arguments)
                #expect(words(ours.output) == words(theirs.standardOutput), "\(flags)")
            }
        }
    }

    /// What Helm prints of a release that was made here.
    @Test func metadataIsHelmsLineByLine() async throws {
        try await with { place in
            for name in ["delta", "charlie"] {
                let ours = await place.run(["get", "metadata", name])
                let theirs = try await place.helm(["get", "metadata", name])
                #expect(ours.output == Self.withoutOwnLabels(theirs.standardOutput), "\(name)")
            }
        }
    }

    /// Helm shows the labels that it keeps on the record for itself, too.
    private static func withoutOwnLabels(_ text: String) -> String {
        let own = ["createdAt", "modifiedAt", "name", "owner", "status", "version"]
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line -> String in
            guard line.hasPrefix("LABELS: ") else { return String(line) }
            let labels = line.dropFirst(8).split(separator: ",").filter { label in
                !own.contains { label.hasPrefix("\($0)=") }
            }
            return "LABELS: " + labels.joined(separator: ",")
        }
        return lines.joined(separator: "\n")
    }
}
