import Events
import HTTP
import Kubernetes
import TestSupport
import Testing
import Value

@testable import Releases

/// What was not compared is never called unchanged.
@Suite(.timeLimit(.minutes(5)))
struct ComparisonTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        var status: Int
        var reason: String
        var message: String
        var testDescription: String { "\(status) \(message)" }
    }

    static let refusals = [
        Refusal(status: 500, reason: "InternalError", message: "boom"),
        Refusal(
            status: 500, reason: "InternalError",
            message: "Internal error occurred: failed calling webhook x.example.com: connection refused"),
        Refusal(status: 503, reason: "ServiceUnavailable", message: "no endpoints"),
        Refusal(
            status: 400, reason: "BadRequest", message: "admission webhook x.example.com does not support dry run"),
        Refusal(
            status: 403, reason: "Forbidden",
            message: "admission webhook policy.example.com denied the request: not today"),
        Refusal(status: 422, reason: "Invalid", message: "ConfigMap is invalid: new rule"),
    ]

    @Test(arguments: refusals)
    func f24anObjectWhoseDryRunFailsIsUnknownAndNamed(_ refusal: Refusal) async throws {
        let transport = FaultyTransport()
        var options = ClientOptions()
        options.clock = ImpatientClock()
        let driver = ReleaseEngine.native(
            client: try await transport.client(options: options), charts: ChartResolver(remote: UnreachableCharts()))
        let namespace = Live.unique()
        let request = try TestChart.changing.request("demo", in: namespace, values: ["extra": true])
        _ = try await driver.ensure(request)
        // Nobody's fields: the object itself no longer tells whether it is as it was applied.
        _ = try await Live.client().patch(
            .configMaps, "demo-map", namespace: namespace, with: .merge(["metadata": ["managedFields": [[:]]]]))
        transport.fail { request in
            guard request.url.contains("dryRun=All"), request.url.contains("configmaps/demo-map") else { return nil }
            return .failure(refusal.status, refusal.reason, refusal.message)
        }
        let log = EventLog()
        let outcome = try await driver.ensure(request, phase: .operators, events: log)
        #expect(outcome.change == .unknown)
        #expect(!outcome.hasChanged)
        #expect(outcome.record.revision == 1)
        let object = "ConfigMap \(namespace)/demo-map"
        #expect(outcome.uncompared == [UncomparedObject(object: object, reason: refusal.message)])
        #expect(outcome.warnings == ["\(object) could not be compared: \(refusal.message)"])
        #expect(
            log.messages == ["revision 1 is in place, but 1 of its 2 objects could not be compared"])

        // One that is known to differ decides, whatever is not known of the others.
        _ = try await Live.client().delete(.configMaps, "demo-extra", namespace: namespace)
        if refusal.reason == "Invalid" {
            // That is what the server would say to the change itself, too.
            let error = await #expect(throws: ReleaseError.self) { _ = try await driver.ensure(request) }
            #expect(error?.hasChanged == false)
            transport.fail(nil)
            #expect(try await driver.ensure(request).change == .changed)
        } else {
            #expect(try await driver.ensure(request).change == .changed)
            transport.fail(nil)
        }
        #expect(try await driver.ensure(request).change == .unchanged)
    }

    /// Whose fields are all as they were applied needs no dry run.
    @Test func f24anObjectThatIsSeenToBeCurrentIsUnchangedWhereDryRunsFail() async throws {
        let transport = FaultyTransport()
        let driver = ReleaseEngine.native(
            client: try await transport.client(options: ClientOptions()),
            charts: ChartResolver(remote: UnreachableCharts()))
        let request = try TestChart.changing.request("demo", in: Live.unique(), values: ["extra": true])
        _ = try await driver.ensure(request)
        transport.fail { $0.url.contains("dryRun=All") ? .failure(500, "InternalError", "boom") : nil }
        #expect(try await driver.ensure(request).change == .unchanged)
    }

    @Test func verdictsAddUp() {
        let same = ("a", ObjectComparison.Verdict.same)
        let different = ("b", ObjectComparison.Verdict.different)
        let unknown = ("c", ObjectComparison.Verdict.unknown(reason: "why"))
        func sum(_ verdicts: [(object: String, verdict: ObjectComparison.Verdict)]) -> ObjectComparison {
            ObjectComparison(verdicts)
        }
        #expect(!sum([]).differs && sum([]).uncompared.isEmpty)
        #expect(!sum([same]).differs && sum([same]).uncompared.isEmpty)
        #expect(sum([same, different]).differs)
        #expect(!sum([same, unknown]).differs)
        #expect(sum([same, unknown]).uncompared == [UncomparedObject(object: "c", reason: "why")])
        #expect(sum([unknown, different]).differs)
    }
}
