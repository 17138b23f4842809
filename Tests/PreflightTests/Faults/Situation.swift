import TestParts
import Testing

@testable import Preflight

/// Something that keeps a preflight from seeing a cluster as it is.
struct Situation: Sendable, CustomTestStringConvertible {
    /// What is seen of the cluster all the same; named are checks.
    enum Sight: Sendable {
        case everything
        /// All but these.
        case allBut(Set<String>)
        /// These, and nothing else.
        case only(Set<String>)
        /// These, and not those; of the others some, as it happens.
        case some(with: Set<String>, without: Set<String>)
    }

    var name: String
    /// Who asks.
    var caller: ControlPlane.Context = .admin
    /// Whom the caller stands in for.
    var user: String?
    /// Whether lists come in so small pages that they have several.
    var hasSmallPages = false
    var sight: Sight
    /// Why the rest is not known.
    var codes: Set<UnknownReason.Code> = []
    /// The time for reading everything is over once these checks have been told; nil leaves it as it is.
    var timeIsUpAfter: Set<String>?
    /// What happens to requests.
    var faults: [Fault] = []

    struct Fault: Sendable {
        var fault: FaultProxy.Fault
        var match: FaultProxy.Match

        init(_ fault: FaultProxy.Fault, _ match: FaultProxy.Match) {
            self.fault = fault
            self.match = match
        }
    }

    var testDescription: String { name }

    func inject(into proxy: FaultProxy) throws {
        for item in faults { try proxy.inject(item.fault, item.match) }
    }
}

extension Situation {
    /// Holds the role that a preflight prints for itself, and no other.
    static let reader = "preflight-reader"

    /// What everybody may ask of a server.
    private static let forAll: Set = ["cluster", "clock-skew", "server-health"]
    /// The checks that hang on webhooks, which are of an API group of their own.
    static let ofWebhooks: Set = ["leftover-webhooks", "webhook-scope", "webhooks"]
    private static let webhooks = "^/apis/admissionregistration\\.k8s\\.io"
    /// Longer than any test takes.
    private static let forever = Duration.seconds(3600)

    /// - Parameter checks: those that run where none is named.
    static func all(of checks: Set<String>) -> [Situation] {
        [
            Situation(name: "a read-only account with the printed role", user: reader, sight: .everything),
            Situation(
                name: "a read-only account without what is outside of namespaces", caller: .viewer,
                sight: .some(
                    with: forAll.union(["scheduling-gates", "waiting-pods"]),
                    without: ofWebhooks.union([
                        "accelerator-advertised", "api-services", "gpu-nodes", "node-readiness",
                    ])), codes: [.forbidden]),
            Situation(name: "no rights", caller: .nobody, sight: .only(forAll), codes: [.forbidden]),
            Situation(
                name: "a server that hangs after its first words", sight: .only(["cluster", "clock-skew"]),
                codes: [.timeout], timeIsUpAfter: ["cluster", "clock-skew"],
                faults: [Fault(.slow(forever), .when(path: "^/(api|apis|livez|readyz)[/?]"))]),
            Situation(
                name: "one slow API group", sight: .allBut(ofWebhooks), codes: [.timeout],
                timeIsUpAfter: checks.subtracting(ofWebhooks), faults: [Fault(.slow(forever), .when(path: webhooks))]),
            Situation(
                name: "answers that break off half-way", sight: .only(forAll), codes: [.unreachable, .failed],
                faults: [Fault(.cut(.half), .when("GET", path: "^/apis?/"))]),
            Situation(
                name: "a network that is cut half-way", sight: .some(with: ["cluster"], without: []),
                codes: [.unreachable], faults: [Fault(.reset(.beforeRequest), .when(path: "", .from(12)))]),
            Situation(
                name: "partial discovery", sight: .allBut(ofWebhooks), codes: [.failed],
                faults: [Fault(.unavailable, .when(path: webhooks))]),
            Situation(
                name: "continue tokens that expire", hasSmallPages: true, sight: .everything,
                faults: [
                    Fault(
                        .says(410, reason: "Expired", message: "The provided continue parameter is too old"),
                        .when("GET", path: "continue="))
                ]),
            Situation(
                name: "an API server that restarts", sight: .some(with: ["cluster"], without: []),
                codes: [.unreachable], faults: [Fault(.restart(.seconds(1)), .when(path: webhooks, .nth(1)))]),
        ]
    }
}

// MARK: - What must come of it

extension Situation {
    /// What was seen is judged as it always is, and the rest is unknown with its reason: it passes for nothing, and fails
    /// for nothing.
    ///
    /// - Parameter healthy: the verdicts where nothing is in the way.
    func expect(_ report: PreflightReport, like healthy: [String: String]) {
        #expect(report.results.count == healthy.count, "\(name)")
        for result in report.results {
            let usual = healthy[result.id] ?? "no verdict"
            #expect(verdicts(of: result.id, usually: usual).contains(result.verdict.name), "\(name): \(result)")
            if case .unknown = result.verdict { expectReason(result) }
        }
        let outcome: PreflightReport.Outcome = report.count("unknown") == 0 ? .passed : .undecided
        #expect(report.outcome == outcome, "\(name): \(report.summary)")
    }

    private func verdicts(of check: String, usually usual: String) -> Set<String> {
        switch sight {
        case .everything: [usual]
        case .allBut(let lost): lost.contains(check) ? ["unknown"] : [usual]
        case .only(let seen):
            // What a cluster has nothing of may be told without the rest.
            seen.contains(check) ? [usual] : usual == "skipped" ? ["skipped", "unknown"] : ["unknown"]
        case .some(let seen, let lost):
            seen.contains(check) ? [usual] : lost.contains(check) ? ["unknown"] : [usual, "unknown"]
        }
    }

    private func expectReason(_ result: CheckResult) {
        guard let reason = result.unknown else {
            Issue.record("\(name): \(result.id) does not say why it is unknown: \(result)")
            return
        }
        #expect(codes.contains(reason.code), "\(name): \(result)")
        #expect(!result.message.isEmpty && result.hint?.isEmpty == false, "\(name): \(result)")
        guard reason.code == .forbidden else { return }
        #expect(reason.verb != nil && reason.resource != nil, "\(name): \(result)")
        #expect(result.hint?.contains("kubectl auth can-i") == true, "\(name): \(result)")
    }
}
