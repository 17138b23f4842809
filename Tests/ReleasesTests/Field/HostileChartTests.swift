import Archive
import Kubernetes
import Repositories
import TestParts
import Testing
import Value

@testable import Releases

/// Attacks that charts bring, as far as an install meets them: each is refused before anything is changed, on the real API
/// server.
@Suite(.timeLimit(.minutes(5)))
struct HostileChartTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        /// Of the attack on Helm.
        var testDescription: String
        var entries: [ArchiveEntry]
        var code = ReleaseError.Code.invalidChart
        /// Of the refusal.
        var words: String
    }

    private static func file(_ path: String, _ text: String) -> ArchiveEntry {
        ArchiveEntry(path: path, bytes: Array(text.utf8))
    }

    private static let metadata = file("evil/Chart.yaml", "apiVersion: v2\nname: evil\nversion: 1.0.0\n")
    private static let map = file(
        "evil/templates/map.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: evil}\n")

    private static func chart(_ metadata: String) -> [ArchiveEntry] {
        [file("evil/Chart.yaml", "apiVersion: v2\nversion: 1.0.0\n" + metadata), map]
    }

    private static func with(_ path: String, _ text: String) -> [ArchiveEntry] {
        [metadata, map, file("evil/\(path)", text)]
    }

    static let attacks = [
        Attack(
            testDescription: "CVE-2026-35206, CVE-2024-25620: a name that climbs", entries: chart("name: '..'\n"),
            words: "chart.metadata.name"),
        Attack(
            testDescription: "CVE-2025-55198: a maintainer that is null",
            entries: chart("name: evil\nmaintainers: [null]\n"), words: "must not contain empty or null nodes"),
        Attack(
            testDescription: "CVE-2025-55199: a schema that refers to a device",
            entries: with("values.schema.json", "{\"$ref\": \"file:///dev/zero\"}"), code: .invalidValues,
            words: "are not followed"),
        Attack(
            testDescription: "CVE-2025-32387: a schema without end",
            entries: with(
                "values.schema.json",
                String(repeating: "{\"not\":", count: 5_000) + "true" + String(repeating: "}", count: 5_000)),
            code: .invalidValues, words: "evil"),
        Attack(
            testDescription: "CVE-2022-23525: a schema that is none", entries: with("values.schema.json", "null"),
            code: .invalidValues, words: "evil"),
        Attack(
            testDescription: "CVE-2025-32387: values without end",
            entries: with("values.yaml", "a: " + String(repeating: "[", count: 50_000)), words: "evil"),
        Attack(
            testDescription: "CVE-2025-32386: an archive that unpacks too far",
            entries: [
                metadata, map, ArchiveEntry(path: "evil/big", bytes: [UInt8](repeating: 0, count: (5 << 20) + 1)),
            ],
            words: "maximum file size 5242880"),
        Attack(
            testDescription: "CVE-2019-1000008: a file outside", entries: [metadata, map, file("evil/../../x", "x")],
            words: "references parent directory"),
        Attack(
            testDescription: "F56: a template without end",
            entries: [
                metadata,
                file("evil/templates/_a.tpl", "{{- define \"a\" }}{{ include \"a\" . }}{{ end -}}"),
                file("evil/templates/map.yaml", "{{ include \"a\" . }}"),
            ], words: "evil"),
    ]

    @Test(arguments: attacks) func itIsRefusedBeforeAnythingIsChangedF55(_ attack: Attack) async throws {
        try await TestParts.withTemporaryFolder { folder in
            let path = "\(folder)/evil-1.0.0.tgz"
            try TestFiles.write(try TarGzip.write(attack.entries), to: path)
            let namespace = Live.unique()
            let engine = try await Live.driver()
            let request = ReleaseRequest(
                name: "demo", namespace: namespace, chart: .source(.path(path, shownAs: "evil-1.0.0.tgz")),
                waits: false)
            let error = await #expect(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
            #expect(error?.code == attack.code, "\(String(describing: error))")
            #expect(error?.message.contains(attack.words) == true, "\(String(describing: error))")
            #expect(error?.hasChanged == false)
            let record = try await engine.record("demo", namespace: namespace)
            #expect(record == nil)
            let made = try await Live.client().getIfPresent(.namespaces, namespace)
            #expect(made == nil)
        }
    }
}
