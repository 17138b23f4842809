/// A kind of room that workers take on nodes.
enum RoomKind: Sendable, Hashable {
    /// An extended resource, by its name.
    case device(String)
    /// In thousandths.
    case cpu
    /// In bytes, as `disk`.
    case memory
    case disk
    case pods

    /// Those that every node has.
    static let ofNodes: [RoomKind] = [.cpu, .memory, .disk, .pods]

    func offered(by node: GPUInventory.Node) -> Int64 {
        switch self {
        case .device(let name): node.offers(name)
        case .cpu: node.fact.room.milliCPU
        case .memory: node.fact.room.memory
        case .disk: node.fact.room.disk
        case .pods: node.fact.room.pods
        }
    }

    func held(by pod: PodFact) -> Int64 {
        switch self {
        case .device(let name): pod.requests[name] ?? 0
        case .cpu: pod.use.milliCPU
        case .memory: pod.use.memory
        case .disk: pod.use.disk
        // What claims hold without a pod of theirs being known stands as one without a namespace.
        case .pods: pod.namespace.isEmpty ? 0 : 1
        }
    }

    func held(by others: NodeUse) -> Int64 {
        switch self {
        case .device: 0
        case .cpu: others.use.milliCPU
        case .memory: others.use.memory
        case .disk: others.use.disk
        case .pods: others.pods
        }
    }

    /// - Parameter resource: what the demand's accelerators are called.
    func needed(by demand: GPUDemand, _ resource: String) -> Int64 {
        switch self {
        case .device(let name): name == resource ? demand.perWorker : demand.extra[name] ?? 0
        case .cpu: demand.use.milliCPU
        case .memory: demand.use.memory
        case .disk: demand.use.disk
        case .pods: 1
        }
    }
}

extension RoomKind: CustomStringConvertible {
    /// What follows an amount of it.
    var description: String {
        switch self {
        case .device(let name): name
        case .cpu: "CPU"
        case .memory: "memory"
        case .disk: "ephemeral storage"
        case .pods: "pods"
        }
    }

    /// Such as `1.5 CPU`, `16 GiB memory`, `1 rdma/ib`.
    func text(_ amount: Int64) -> String { "\(number(amount)) \(self)" }

    func number(_ amount: Int64) -> String {
        switch self {
        case .cpu: Self.decimal(amount, 1000, "")
        case .memory, .disk: Self.bytes(amount)
        case .device, .pods: "\(amount)"
        }
    }

    private static func bytes(_ amount: Int64) -> String {
        for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] where amount.magnitude >> shift > 0 {
            return decimal(amount, 1 << shift, " \(unit)")
        }
        return "\(amount) B"
    }

    /// With one digit behind the point, which is left out where it is 0; rounded towards zero.
    private static func decimal(_ amount: Int64, _ unit: Int64, _ suffix: String) -> String {
        let (whole, rest) = amount.quotientAndRemainder(dividingBy: unit)
        let tenth = rest.magnitude / (unit.magnitude / 10)
        let sign = amount < 0 && whole == 0 && tenth > 0 ? "-" : ""
        return tenth == 0 ? "\(whole)\(suffix)" : "\(sign)\(whole).\(min(tenth, 9))\(suffix)"
    }
}
