import Value

/// What one entry of a LimitRange says of one resource.
struct LimitBounds: Sendable {
    let resource: String
    private let min: StatedQuantity
    private let max: StatedQuantity
    private let ratio: StatedQuantity
    /// Those of containers that state none.
    fileprivate let limit: StatedQuantity
    fileprivate let request: StatedQuantity

    /// - Parameter range: what it is called, for people.
    init(_ resource: String, _ limit: Value, of range: String) {
        func stated(_ list: String) -> StatedQuantity {
            StatedQuantity(limit[list]?[resource], at: "\(range): \(list).\(resource)")
        }
        self.resource = resource
        min = stated("min")
        max = stated("max")
        ratio = stated("maxLimitRequestRatio")
        self.limit = stated("default")
        request = stated("defaultRequest")
    }

    /// What is refused for certain.
    func messages(_ stated: StatedResource) -> [String] {
        var messages: [String] = []
        if let least = min.quantity {
            switch stated.request {
            case .absent: messages.append("asks for no \(resource), and at least \(least) is wanted")
            case .known(let request) where request < least:
                messages.append("asks for \(resource) \(request), less than \(least)")
            default: break
            }
        }
        if let most = max.quantity {
            if let bound = stated.limit.quantity, bound > most {
                messages.append("has the limit \(resource) \(bound), more than \(most)")
            } else if let request = stated.request.quantity, request > most {
                messages.append("asks for \(resource) \(request), more than \(most)")
            }
        }
        if let times = ratio.quantity, let bound = stated.limit.quantity, let request = stated.request.quantity,
            request > .zero, bound.double / request.double > times.double
        {
            messages.append(
                "has the limit \(resource) \(bound) for the request \(request), more than \(times) times as much")
        }
        return messages
    }

    /// What may be refused, and cannot be read.
    func unread(_ stated: StatedResource) -> [String] {
        var unread: [String] = []
        if !min.isAbsent { unread += min.problems + stated.request.problems }
        for bound in [max, ratio] where !bound.isAbsent {
            unread += bound.problems + stated.request.problems + stated.limit.problems
        }
        return unread
    }
}

/// What pods say of one resource, once a LimitRange has filled in what they do not.
struct StatedResource: Sendable {
    let request: StatedQuantity
    let limit: StatedQuantity

    /// Of one container.
    ///
    /// - Parameter object: whose it is, for people.
    init(_ resource: String, _ container: Value, of object: String, filledBy bounds: LimitBounds? = nil) {
        func stated(_ list: String) -> StatedQuantity {
            StatedQuantity(
                container[list]?[resource],
                at: "\(object), container \(container["name"]?.string ?? ""): \(list).\(resource)")
        }
        let own = stated("limits")
        limit = own.or(bounds?.limit ?? .absent)
        request = stated("requests").or(own).or(bounds?.request ?? .absent).or(limit)
    }

    /// Of a whole pod: what its containers say together; nothing where one of them says nothing.
    init(_ resource: String, _ containers: [Value], of object: String) {
        let each = containers.map { StatedResource(resource, $0, of: object) }
        limit = .sum(each.map(\.limit))
        request = .sum(each.map(\.request))
    }
}
