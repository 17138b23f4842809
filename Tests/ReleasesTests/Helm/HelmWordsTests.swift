import Charts
import Kubernetes
import Processes
import TestSupport
import Testing
import Value

@testable import Releases

/// What a failed Helm says, and what is advised for it.
@Suite(.timeLimit(.minutes(2)))
struct HelmWordsTests {
    private static let conflict =
        "Error: UPGRADE FAILED: conflict occurred while applying object apps/web apps/v1, Kind=Deployment: "
        + "Apply failed with 1 conflict: conflict with \"kubectl-patch\" using apps/v1: .spec.replicas"

    private static let failures: [(String, Bool, Bool)] = [
        (conflict, false, true),
        ("Error: UPGRADE FAILED: resource Deployment/apps/web not ready. status: InProgress", true, false),
        ("Error: INSTALLATION FAILED: context deadline exceeded", true, false),
        ("Error: UPGRADE FAILED: timed out waiting for the condition", true, false),
        ("Error: client rate limiter: rate: Wait(n=1) would exceed context deadline", true, false),
        ("Error: UPGRADE FAILED: cannot patch \"web\": spec.selector: field is immutable", false, false),
        ("no luck", false, false),
    ]

    @Test(arguments: failures)
    func aWaitIsToldFromARefusal(_ text: String, _ isWait: Bool, _ hasNext: Bool) {
        #expect(HelmWords.areOfWaiting(text) == isWait)
        #expect((HelmWords.next(text) != nil) == hasNext)
    }

    // MARK: - How Helm 4 applies

    private static let sides: [(String, ReleaseOptions.ServerSide?, Bool?, Bool)] = [
        ("v3.17.0", nil, nil, false), ("v3.17.0", nil, true, false), ("v4.0.0", nil, nil, true),
        ("v4.0.0", nil, true, true), ("v4.0.0", nil, false, false), ("v4.0.0", .auto, false, false),
        ("v4.0.0", .always, false, true), ("v4.0.0", .never, true, false),
    ]

    @Test(arguments: sides)
    func whatTheServerApplied(
        _ version: String, _ side: ReleaseOptions.ServerSide?, _ formerly: Bool?, _ expected: Bool
    ) throws {
        let dialect = try HelmDialect(#require(HelmVersionNumber(version)))
        #expect(dialect.appliesServerSide(side, formerly: formerly) == expected)
    }

    // MARK: - Against the simulated cluster

    private static let chart = TestChart(
        "keys",
        [
            "templates/web.yaml": """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: nowhere.invalid/web}]}
            """,
            "templates/keys.yaml": """
            apiVersion: v1
            kind: Secret
            metadata: {name: keys}
            stringData: {pw: topsecret99}
            """,
        ])

    private func failure(of words: String) async throws -> ReleaseError {
        var found: ReleaseError?
        try await EitherCluster.sandbox.with { _, client, namespace in
            let manifest = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: \(namespace)}
                spec: {selector: {matchLabels: {app: web}}}
                """
            let helm = PlayedHelm { _, _ in
                var record = StoredRelease(body: [
                    "name": "demo", "namespace": .string(namespace), "version": 1,
                    "info": ["status": "failed", "description": "helm's words"], "manifest": .string(manifest),
                ])
                try await ReleaseStorage(client: client).create(&record, keeping: [], limit: 0)
                return .ended(saying: words, code: 1)
            }
            let engine = ReleaseEngine.helm(
                client: client, charts: ChartResolver(remote: UnreachableCharts()), access: HelmAccess(),
                processes: helm, environment: [:])
            let request = try Self.chart.request("demo", in: namespace, waits: true)
            found = try await #require(throws: ReleaseError.self) { _ = try await engine.ensure(request) }
        }
        return try #require(found)
    }

    /// Where Helm was refused, its pods tell nothing of why.
    @Test func onlyAWaitIsExplainedByWhatIsNotReady() async throws {
        let refused = try await failure(of: Self.conflict)
        #expect(!refused.message.contains("not ready"), "\(refused)")
        #expect(refused.hint?.hasPrefix("put the values of these fields into the release's values") == true)
        #expect(refused.hint?.contains("helm status demo") == true)
        #expect(refused.hasChanged)
        let waited = try await failure(of: "timed out waiting for the condition")
        #expect(waited.message.contains("; not ready"), "\(waited)")
    }

    @Test func valuesOfSecretsAreNotQuoted() async throws {
        let error = try await failure(of: #"cannot patch "keys": map[stringData:map[pw:topsecret99]]"#)
        #expect(error.message.contains("map[stringData:map[pw:(hidden)]]"), "\(error)")
    }
}
