import Readiness
public import Value
public import Waiting

/// What a Gateway's controller says of the Gateway, of a route through it, and of a pool behind the route.
///
/// Each controller speaks for itself: what others say of the same objects does not count, nor what was said of an older
/// generation.
public struct RouteJudge: Sendable, Hashable {
    public var plan: ExposurePlan

    public init(_ plan: ExposurePlan) { self.plan = plan }

    // MARK: - Gateways

    /// Ready once its controller has programmed it; an address may still be missing.
    public func gateway(_ object: Value) -> Judgement {
        if Self.isBeingDeleted(object) { return Self.terminating }
        let conditions = object["status"]?["conditions"]
        let accepted = Condition("Accepted", in: conditions, of: object.generation)
        let programmed = Condition("Programmed", in: conditions, of: object.generation)
        if let accepted, accepted.truth == .no { return Self.refused(accepted, Self.gatewayPatience) }
        guard accepted?.truth == .yes else {
            let name = object["spec"]?["gatewayClassName"]?.string ?? ""
            return Self.unheard("no controller has accepted it yet (GatewayClass \(name))")
        }
        guard let programmed else { return Self.unheard("is accepted, and not programmed yet") }
        switch programmed.truth {
        case .yes:
            let addresses = Self.addresses(of: object)
            let place = addresses.isEmpty ? "it has no address" : "at \(addresses.joined(separator: ", "))"
            return Judgement(ResourceStatus(.current, "is programmed, \(place)", reason: programmed.reason))
        case .open: return Self.unheard("is accepted, and not programmed yet")
        case .no where programmed.reason == "AddressNotAssigned":
            // It takes requests within the cluster; whoever gives addresses may take long, or not be there.
            return Judgement(
                ResourceStatus(.current, "has no address yet: \(programmed.text)", reason: programmed.reason))
        case .no: return Self.refused(programmed, Self.gatewayPatience)
        }
    }

    /// IP addresses and names, in the Gateway's order.
    public static func addresses(of gateway: Value) -> [String] {
        (gateway["status"]?["addresses"]?.array ?? []).compactMap { $0["value"]?.string }.filter { !$0.isEmpty }
    }

    /// In seconds; those that are not here get `usualPatience`.
    private static let gatewayPatience: [String: Int64] = [
        "Invalid": 20, "UnsupportedAddress": 0, "UnsupportedValue": 0, "InvalidParameters": 30,
        "ListenersNotValid": 30, "ListenersNotReady": 120, "NotReconciled": 120, "Pending": 120, "NoResources": 120,
        "AddressNotUsable": 20, "GatewayClassConflict": 20,
    ]

    // MARK: - Routes

    /// Ready once the controller of its Gateway takes it and has found what it leads to.
    public func route(_ object: Value) -> Judgement {
        if Self.isBeingDeleted(object) { return Self.terminating }
        guard let conditions = conditions(of: object) else {
            return Self.unheard("Gateway \(plan.gateway) has not taken it up yet")
        }
        let accepted = Condition("Accepted", in: conditions, of: object.generation)
        let resolved = Condition("ResolvedRefs", in: conditions, of: object.generation)
        for condition in [accepted, resolved].compactMap(\.self) where condition.truth == .no {
            return Self.refused(condition, Self.routePatience)
        }
        if let partly = Condition("PartiallyInvalid", in: conditions, of: object.generation), partly.truth == .yes {
            return Self.refused(partly, Self.routePatience)
        }
        guard accepted?.truth == .yes else { return Self.unheard("Gateway \(plan.gateway) has not accepted it yet") }
        guard resolved?.truth == .yes else {
            return Self.unheard("Gateway \(plan.gateway) has not found yet what it leads to")
        }
        return Judgement(ResourceStatus(.current, "is accepted by Gateway \(plan.gateway)", reason: "Accepted"))
    }

    private static let routePatience: [String: Int64] = [
        "NotAllowedByListeners": 20, "NoMatchingListenerHostname": 20, "NoMatchingParent": 20, "UnsupportedValue": 0,
        "UnsupportedField": 0, "UnsupportedConfiguration": 0, "IncompatibleFilters": 0, "InvalidFilter": 0,
        "HostnameConflict": 20, "RefNotPermitted": 0, "InvalidKind": 0, "UnsupportedProtocol": 0,
        "GatewayNotProgrammed": 120, "Pending": 120,
    ]

    // MARK: - Pools

    /// Ready once the controller of the Gateway can use it. One of whose controller nothing is heard may be: not all of
    /// them say so.
    public func pool(_ object: Value) -> Judgement {
        if Self.isBeingDeleted(object) { return Self.terminating }
        let quiet = Judgement(ResourceStatus(.current, "nothing is said against it"))
        guard let conditions = conditions(of: object) else {
            return plan.controller == StandardGateway.controller
                ? Self.unheard("Gateway \(plan.gateway) has not taken it up yet") : quiet
        }
        let found = ["Accepted", "ResolvedRefs"].compactMap {
            Condition($0, in: conditions, of: object.generation)
        }
        for condition in found where condition.truth == .no { return Self.refused(condition, Self.poolPatience) }
        guard found.allSatisfy({ $0.truth == .yes }) else {
            return Self.unheard("Gateway \(plan.gateway) has not accepted it yet")
        }
        return found.isEmpty ? quiet : Judgement(ResourceStatus(.current, "is accepted by Gateway \(plan.gateway)"))
    }

    private static let poolPatience: [String: Int64] = [
        "NotSupportedByParent": 0, "HTTPRouteNotAccepted": 60, "InvalidExtensionRef": 60,
    ]

    // MARK: - Parts

    /// In seconds: for what a controller says against an object while the rest of it may still be coming.
    private static let usualPatience: Int64 = 60
    /// In seconds: how long nobody may say anything.
    private static let silence: Int64 = 300

    /// What the controller says of the object as a child of the plan's Gateway.
    private func conditions(of object: Value) -> Value? {
        let own = object["metadata"]?["namespace"]?.string ?? plan.namespace
        let parents = (object["status"]?["parents"]?.array ?? []).filter { parent in
            let reference = parent["parentRef"]
            guard reference?["kind"]?.string ?? "Gateway" == "Gateway",
                reference?["name"]?.string == plan.gateway.name,
                reference?["namespace"]?.string ?? own == plan.gateway.namespace
            else { return false }
            guard let controller = plan.controller, let said = parent["controllerName"]?.string else { return true }
            return said == controller
        }
        // Of several whose right to speak is not known, one that takes it is enough.
        func isTaken(_ parent: Value) -> Bool {
            Condition("Accepted", in: parent["conditions"], of: object.generation)?.truth == .yes
        }
        return (parents.first(where: isTaken) ?? parents.first)?["conditions"]
    }

    private static func isBeingDeleted(_ object: Value) -> Bool {
        object["metadata"]?["deletionTimestamp"]?.string != nil
    }

    private static let terminating = Judgement(ResourceStatus(.terminating, "is being deleted"), isMet: false)

    private static func refused(_ condition: Condition, _ patience: [String: Int64]) -> Judgement {
        let seconds = patience[condition.reason] ?? usualPatience
        let hint = "see to what its controller says, then run the same command again"
        let fault =
            seconds == 0
            ? Fault(.reported, condition.text, hint: hint)
            : Fault(.trouble, condition.text, hint: hint, patience: .seconds(seconds))
        return Judgement(
            ResourceStatus(.inProgress, condition.text, reason: condition.reason), isMet: false, faults: [fault])
    }

    private static func unheard(_ words: String) -> Judgement {
        Judgement(
            ResourceStatus(.inProgress, words, reason: "Pending"), isMet: false,
            faults: [
                Fault(
                    .trouble, words, hint: "see whether the Gateway's controller runs", patience: .seconds(silence))
            ])
    }
}

extension RouteJudge {
    /// What the Gateway's controller says of an object, each condition in a line; empty where it is silent.
    public func words(of object: Value, kind: String) -> [String] {
        let list: Value?
        var types = ["Accepted", "ResolvedRefs"]
        switch kind {
        case "Gateway":
            list = object["status"]?["conditions"]
            types = ["Accepted", "Programmed"]
        case "HTTPRoute", "InferencePool": list = conditions(of: object)
        default: return []
        }
        return types.compactMap { Condition($0, in: list, of: object.generation)?.text }
    }
}
