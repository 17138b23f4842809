public import Deployments
public import Events
import Formats
public import Operators
public import Preflight
import Releases
public import Value

/// What a run did.
public struct BootstrapResult: Sendable {
    public var driver: String
    /// Of the whole file; nil when the run ended before it.
    public var preflight: PreflightReport?
    /// Why the run ended after preflight; nil when it went on.
    public var stopped: PreflightReport.Outcome?
    /// What went wrong after preflight; nil when nothing did.
    public var failure: String?
    /// Those that were brought without any model, by name; none where the file has models.
    public var providers: [String] = []
    public var operators: [OperatorOutcome] = []
    public var deployments: [DeploymentResult] = []
    /// Models that did not become ready, or could not even be applied, in the plan's order.
    public var failures: [ModelFailure] = []
    /// Mirrors of an earlier run that the file does not name any more.
    public var lostMirrors: [LostMirror] = []
    /// What an interrupted run did not come to, such as `model models/qwen3`.
    public var remaining: [String] = []
    /// The earlier run that this one went on from; nil when there was none.
    public var resumption: Resumption?
    /// In the order in which they ran.
    public var phases: [PhaseTime] = []

    public struct PhaseTime: Sendable, Equatable {
        public var phase: Event.Phase
        public var took: Duration
    }

    public struct ModelFailure: Sendable, Equatable {
        /// `namespace/name`.
        public var deployment: String
        public var message: String
        public var hint: String?
        /// Whether it was applied, and waited for.
        public var isApplied = true

        init(deployment: String, message: String, hint: String? = nil) {
            self.deployment = deployment
            self.message = message
            self.hint = hint
        }

        /// One that could not be applied.
        init(_ deployment: String, notApplied error: any Error) {
            let hint = (error as? DeploymentError)?.hint ?? (error as? ReleaseError)?.hint
            self.init(deployment: deployment, message: "\(error)", hint: hint)
            isApplied = false
        }

        /// What a person reads: the deployment's name once, whoever says it.
        public var text: String {
            message.split(separator: " ").contains { $0 == deployment || $0 == "\(deployment):" }
                ? message : "\(deployment) \(isApplied ? "is not ready" : "could not be applied"): \(message)"
        }

        /// The same for those who have named the deployment already.
        var rest: String {
            message.hasPrefix("\(deployment) ") ? String(message.dropFirst(deployment.count + 1)) : message
        }

        var value: Value {
            [
                "deployment": .string(deployment), "error": .string(message), "next": hint.map(Value.string) ?? .null,
                "applied": .bool(isApplied),
            ]
        }
    }

    init(driver: String) {
        self.driver = driver
    }

    /// Whether anything that is known to be done was not so before.
    public var hasChanged: Bool {
        operators.contains(where: \.hasChanged)
            || deployments.contains { [.created, .changed].contains($0.change) || $0.route?.hasChanged == true }
    }

    /// Whether the run came to its end and found the cluster as the file asks for already.
    public var changedNothing: Bool {
        isServed && operators.allSatisfy { $0.change == .unchanged }
            && deployments.allSatisfy { $0.change == .unchanged && $0.route?.hasChanged != true }
    }

    private var isServed: Bool { stopped == nil && failure == nil && failures.isEmpty }

    private var outcome: String {
        switch stopped {
        case nil, .passed: ending
        case .failed: "notReady"
        case .undecided: "undecided"
        }
    }

    /// How a run ended that got past preflight; what failed outweighs what is unknown.
    private var ending: String {
        if failure != nil { return "stopped" }
        if !failures.isEmpty { return "notServed" }
        guard unknown.isEmpty, unknownRoutes.isEmpty, unknownAnswers.isEmpty else { return "undecided" }
        return providers.isEmpty ? "served" : "ready"
    }

    /// Releases of which nobody knows whether they are as they should be, such as `operator dynamo-platform`.
    public var unknown: [String] {
        operators.filter { $0.change == .unknown }.map { "operator \($0.name)" }
            + deployments.filter { $0.change == .unknown }.map { "model \($0.plan.id)" }
    }

    /// Why it is not known whether models answer through their Gateways, each with its deployment.
    public var unknownRoutes: [String] {
        deployments.compactMap { deployment in
            guard let route = deployment.route, route.state == .unknown else { return nil }
            return "\(deployment.plan.id): \(route.message)"
        }
    }

    /// Why it is not known whether models answer, each with its deployment.
    public var unknownAnswers: [String] {
        deployments.compactMap { deployment in
            deployment.unknownAnswer.map { "\(deployment.plan.id) is running; \($0)" }
        }
    }

    func remaining(of plan: BootstrapPlan) -> [String] {
        let done = Set(operators.map(\.name))
        let ended = Set(deployments.map(\.plan.id) + failures.filter(\.isApplied).map(\.deployment))
        return plan.operators.filter { !done.contains($0.name) }.map { "operator \($0.name)" }
            + plan.models.filter { !ended.contains($0.id) }.map { "model \($0.id)" }
    }

    /// For programs.
    public var fields: Object {
        [
            "driver": .string(driver), "outcome": .string(outcome),
            "error": failure.map(Value.string) ?? .null,
            "preflight": preflight?.json ?? .null, "providers": .array(providers.map(Value.string)),
            "operators": .array(operators.map(\.value)),
            "deployments": .array(deployments.map(\.value)),
            "failures": .array(failures.map(\.value)),
            "remaining": .array(remaining.map(Value.string)), "changedNothing": .bool(changedNothing),
            "lostMirrors": .array(lostMirrors.map(\.value)), "resumed": resumption?.value ?? .null,
            "phases": .array(
                phases.map { ["phase": .string($0.phase.rawValue), "seconds": .float($0.took.inSeconds)] }),
        ]
    }
}
