public import Exposure
public import Releases
public import Value

/// How a deployment is reached through a Gateway, as far as that is known.
public struct RouteResult: Sendable {
    public enum State: String, Sendable, CaseIterable {
        /// The model answered through the Gateway.
        case answered
        /// Gateway and route are as they should be, and nobody asked.
        case accepted
        /// Gateway or route are not as they should be.
        case pending
        /// Gateway and route are as they should be, and what is behind them cannot be reached from here.
        case unknown
        /// The provider makes a route by itself.
        case own
        /// There is none any more.
        case withdrawn
    }

    public var state: State
    /// What there is to say of the state.
    public var message: String
    /// Nil where no route is groundcrew's, and of a provider's own route where that was not looked at.
    public var plan: ExposurePlan?
    /// Why requests go where they go behind the Gateway.
    public var backend: String?
    /// Nil while the Gateway has no address.
    public var url: String?
    /// What the controller of the Gateway says, a condition each.
    public var conditions: [String] = []
    public var answer: SmokeAnswer?
    /// What became of its release; nil where that was only looked at.
    public var change: ReleaseOutcome.Change?
    public var warnings: [String] = []

    /// Whether the cluster is other than before.
    public var hasChanged: Bool { state == .withdrawn || change == .created || change == .changed }

    init(_ state: State, _ message: String, plan: ExposurePlan? = nil) {
        self.state = state
        self.message = message
        self.plan = plan
    }

    public var value: Value {
        var value: Object = ["state": .string(state.rawValue), "message": .string(message)]
        value["url"] = url.map(Value.string) ?? .null
        value["plan"] = plan?.value ?? .null
        value["backend"] = backend.map(Value.string) ?? .null
        value["conditions"] = .array(conditions.map(Value.string))
        value["answer"] = answer?.value ?? .null
        value["change"] = change.map { .string($0.rawValue) } ?? .null
        value["warnings"] = .array(warnings.map(Value.string))
        return .object(value)
    }
}

/// A route as it will be made; nothing is changed yet.
public struct DeploymentExposure: Sendable {
    public var plan: ExposurePlan
    public var choice: BackendChoice
    /// Of the chart that makes it; nil where the provider makes a route by itself.
    public var values: Object?

    public var value: Value {
        var value = plan.value.object ?? [:]
        value["backend"] = .string(choice.reason)
        value["isMade"] = .bool(values != nil)
        return .object(value)
    }

    /// What a person reads before it is made.
    public var lines: [String] {
        guard values != nil else { return ["no route is made: \(choice.reason)"] }
        let place =
            switch plan.parent {
            case .existing(let gateway, _): "Gateway \(gateway)"
            case .made(let name): "a Gateway of class \(name)"
            }
        return ["route through \(place): \(plan.reason)", "requests go \(choice.reason)"]
    }
}
