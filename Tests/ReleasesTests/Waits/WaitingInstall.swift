import Events
import Kubernetes
import TestSupport
import Value

@testable import Releases

/// Installs that wait, on the real API server, with a clock on which a second takes a tenth of one.
enum WaitingInstall {
    static func options() -> ClientOptions {
        var options = ClientOptions()
        options.clock = FastClock(times: 10)
        return options
    }

    static func driver(_ client: KubernetesClient) -> ReleaseEngine {
        ReleaseEngine.native(client: client, charts: ChartResolver(remote: UnreachableCharts()))
    }

    static let time: Duration = .seconds(20_000)

    /// Installs the chart and waits, while something happens in the cluster.
    ///
    /// - Parameter options: what differs from the usual.
    /// - Returns: why it did not become ready; nil when it did.
    static func install(
        _ chart: TestChart, in namespace: String, options: ReleaseOptions = ReleaseOptions(),
        log: EventLog = EventLog(),
        meanwhile: @escaping @Sendable (KubernetesClient) async throws -> Void = { _ in }
    ) async throws -> ReleaseError? {
        let fast = try await Live.client(options: Self.options())
        let plain = try await Live.client()
        var asked = try chart.request("demo", in: namespace, waits: true, timeout: Self.time)
        asked.options = options
        let request = asked
        return try await withThrowingTaskGroup(of: ReleaseError?.self) { group in
            group.addTask {
                do {
                    _ = try await Self.driver(fast).ensure(request, phase: .operators, events: log)
                    return nil
                } catch let error as ReleaseError {
                    return error
                }
            }
            defer { group.cancelAll() }
            try await meanwhile(plain)
            return try await group.next() ?? nil
        }
    }

    static func wait<Result>(for find: () async throws -> Result?) async throws -> Result {
        while true {
            if let found = try await find() { return found }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Waits for a pod and plays the kubelet that reports its only container so.
    static func report(
        _ state: Value, _ client: KubernetesClient, _ namespace: String, more: Object = [:]
    ) async throws {
        let pod = try await wait(for: {
            try await client.listAll(.pods, namespace: namespace).items.first?["metadata"]?["name"]?.string
        })
        var container: Object = [
            "name": "web", "image": "nowhere.invalid/web", "imageID": "", "ready": false, "restartCount": 7,
            "state": state,
        ]
        for (key, value) in more { container[key] = value }
        _ = try await client.patch(
            .pods, pod, namespace: namespace,
            with: .merge(["status": ["containerStatuses": [.object(container)]]]),
            options: WriteOptions(subresource: "status"))
    }
}
