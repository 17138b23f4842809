/// What placement needs to know of a node.
struct NodeFact: Sendable, Hashable {
    struct Taint: Sendable, Hashable {
        var key: String
        var value: String
        var effect: String
    }

    /// What a node has for pods besides extended resources; `Int64.max` where it does not report it.
    struct Room: Sendable, Hashable {
        /// Thousandths of a processor.
        var milliCPU = Int64.max
        /// Bytes.
        var memory = Int64.max
        /// Bytes of ephemeral storage.
        var disk = Int64.max
        var pods = Int64.max
    }

    var name: String
    var labels: [String: String] = [:]
    /// By resource: accelerators and all other extended resources.
    var capacity: [String: Int64] = [:]
    var allocatable: [String: Int64] = [:]
    var taints: [Taint] = []
    var isCordoned = false
    /// Nil when the node never reported it.
    var isReady: Bool?
    /// What is allocatable.
    var room = Room()
    /// As images name it, such as `arm64`; empty where the node does not report it, as the two that follow.
    var architecture = ""
    var operatingSystem = ""
    /// The version of its kubelet, such as `v1.36.2`.
    var kubelet = ""
    /// Conditions other than `Ready` that keep pods away, of `knownPressures` and in that order.
    var pressures: [String] = []
    /// Names of the container runtime's handlers, the default one left out; nil where the node does not report them.
    var runtimeHandlers: [String]?

    static let knownPressures = ["DiskPressure", "MemoryPressure", "PIDPressure", "NetworkUnavailable"]

    /// Those of the allocatable resources that are accelerators.
    var accelerators: [String: Int64] { allocatable.filter { Accelerator(resource: $0.key) != nil } }
}

extension [String: Int64] {
    /// Adds up without going beyond the largest number.
    mutating func add(_ count: Int64, to key: String) { self[key] = (self[key] ?? 0).adding(count) }
}

extension Int64 {
    /// The sum, or the largest or least number where it is beyond.
    func adding(_ other: Int64) -> Int64 {
        let (sum, overflowed) = addingReportingOverflow(other)
        guard overflowed else { return sum }
        return other < 0 ? .min : .max
    }
}
