public import Readiness

/// A way in which a provider's deployments can be reached through a route; the provider's first comes first.
public enum ExposureWay: Sendable, Hashable {
    /// Its operator makes a route by itself.
    case own(OwnRoute)
    case pool(ExposedPool)
    case service

    var pool: ExposedPool? { if case .pool(let pool) = self { pool } else { nil } }
}

/// Pods of which an endpoint picker chooses one for each request.
public enum ExposedPool: Sendable, Hashable {
    /// An InferencePool that the provider's operator makes.
    case named(String)
    /// One that is made with the route, and its endpoint picker.
    case made(selector: [String: String], port: Int64, engine: String)
}

/// What a route sends requests to.
public enum ExposureBackend: Sendable, Hashable {
    case service(String, port: Int64)
    case pool(ExposedPool)
}

/// What becomes of a deployment's requests behind the Gateway, and why.
public struct BackendChoice: Sendable, Hashable {
    /// Nil where the provider's own route is all there is.
    public var backend: ExposureBackend?
    /// That route; nil where another is made.
    public var own: OwnRoute?
    public var reason: String

    /// - Parameters:
    ///   - ways: that the provider offers for this deployment, in its order.
    ///   - endpoint: of the deployment; nil where its provider names none.
    ///   - asked: the user's word.
    ///   - isKept: whether that is the word of an earlier deploy, and this one says nothing of it.
    /// - Throws: `ExposureError` for a deployment that no route can lead to, or not in the way that was asked for.
    public init(
        among ways: [ExposureWay], endpoint: ContractEndpoint?, asked: GatewayRequest.Backend?, isKept: Bool = false,
        plan: ExposurePlan, considering facts: ExposureFacts
    ) throws(ExposureError) {
        if case .own(let route)? = ways.first {
            guard asked == nil else {
                throw ExposureError(
                    .invalid, .backend, "is \(asked?.rawValue ?? ""), and no other route is needed: \(route.reason)")
            }
            own = route
            reason = route.reason
            return
        }
        let word = isKept ? ExposurePlan.kept : "as asked for"
        let pool = ways.lazy.compactMap(\.pool).first
        if asked == .pool {
            guard let pool else {
                throw ExposureError(
                    .invalid, .backend, "is pool, and the provider's deployments are none as they are asked for here",
                    hint: "leave it out: requests go to the deployment's Service")
            }
            backend = .pool(pool)
            reason = "to a pool, \(word)"
            return
        }
        var why = "to the deployment's Service"
        if asked == .service {
            why += ", \(word)"
        } else if case .pool(let pool)? = ways.first {
            guard let doubt = Self.doubt(plan, facts) else {
                backend = .pool(pool)
                reason = "to a pool of its pods, from which an endpoint picker chooses"
                return
            }
            why += ": \(doubt)"
        }
        backend = try Self.service(endpoint)
        reason = why
    }

    /// Why the Gateway may not know pools; nil where it does.
    private static func doubt(_ plan: ExposurePlan, _ facts: ExposureFacts) -> String? {
        guard plan.controller == StandardGateway.controller else {
            return "whether its Gateway knows InferencePools cannot be told"
        }
        // What is installed with the route is set up for pools.
        if plan.needsOperator || !facts.wasAsked { return nil }
        guard facts.poolVersions.contains("v1") else { return "the cluster serves no InferencePool in v1" }
        return facts.isStandardOwn
            ? nil : "whether its \(StandardGateway.title) is set up for InferencePools cannot be told"
    }

    private static func service(_ endpoint: ContractEndpoint?) throws(ExposureError) -> ExposureBackend {
        guard let endpoint else {
            throw ExposureError(.invalid, nil, "the provider names no endpoint that a route could lead to")
        }
        try checkScheme(endpoint.scheme)
        return .service(endpoint.service, port: Int64(endpoint.port))
    }

    /// - Throws: `ExposureError` for a Service that no route can lead to by what it speaks.
    public static func checkScheme(_ scheme: String) throws(ExposureError) {
        guard scheme == "http" else {
            throw ExposureError(
                .invalid, nil,
                "its endpoint speaks \(scheme), and a route to it needs a BackendTLSPolicy, which groundcrew does not make"
            )
        }
    }
}
