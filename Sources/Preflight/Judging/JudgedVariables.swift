import Synchronization
import Value

/// The variables of expressions, each made from its facts when an expression first asks for it.
final class JudgedVariables: Sendable {
    private let facts: Facts
    private let wanted: Object
    private let made = Mutex<[CheckVariable: Result<Value, UnknownReason>]>([:])

    init(facts: Facts, want: Object) {
        self.facts = facts
        wanted = want
    }

    /// What is known without any fact.
    var want: [String: Value] { ["want": .object(wanted)] }

    /// - Throws: `UnknownReason` when a fact behind one of the names is not known.
    func bound(_ names: Set<String>) throws -> [String: Value] {
        var bound: [String: Value] = [:]
        for name in names.sorted() {
            guard let variable = CheckVariable(rawValue: name) else { continue }
            bound[name] = try value(of: variable).get()
        }
        return bound
    }

    /// Those of the names that are known, and why the first of the others is not.
    func known(_ names: Set<String>) -> (bound: [String: Value], missing: UnknownReason?) {
        var bound: [String: Value] = [:]
        var missing: UnknownReason?
        for name in names.sorted() {
            guard let variable = CheckVariable(rawValue: name) else { continue }
            switch value(of: variable) {
            case .success(let value): bound[name] = value
            case .failure(let reason): missing = missing ?? reason
            }
        }
        return (bound, missing)
    }

    private func value(of variable: CheckVariable) -> Result<Value, UnknownReason> {
        if let value = made.withLock({ $0[variable] }) { return value }
        let value = Result { () throws(UnknownReason) in try make(variable) }
        made.withLock { $0[variable] = value }
        return value
    }

    private func make(_ variable: CheckVariable) throws(UnknownReason) -> Value {
        switch variable {
        case .want: return .object(wanted)
        case .crds: return try RecordedFor.crds(try known(.crds), want: wanted)
        case .nats: return try RecordedFor.service(try known(.nats), want: wanted["nats"], defaultPort: 4222)
        case .etcd: return try RecordedFor.service(try known(.etcd), want: wanted["etcd"], defaultPort: 2379)
        case .kubernetes:
            return VersionJudgement.adding(to: try known(.kubernetes), range: range("kubernetes"))
        case .helm: return VersionJudgement.adding(to: try known(.helm), range: range("helm"))
        case .gpus: return GPUInventory(nodes: try nodes()).value
        case .room:
            let inventory = GPUInventory(nodes: try nodes(), pods: try pods())
            return GPUPlacement(inventory: inventory, demands: try demands()).value
        case .dra:
            let published = try known(.resourceSlices)
            let inventory = DRAInventory(fact: published, nodes: try nodes())
            return inventory.value(pods: try pods(), demands: try demands())
        }
    }

    private func demands() throws(UnknownReason) -> [GPUDemand] {
        let demands = GPUDemand.list(in: wanted)
        try RecordedFor.labels(facts.labels, demands: demands)
        return demands
    }

    private func range(_ name: String) -> String? { wanted[name]?["versions"]?.string }

    private func nodes() throws(UnknownReason) -> [NodeFact] { try read(.nodes, NodeFact.init(value:)) }

    private func pods() throws(UnknownReason) -> [PodFact] { try read(.pods, PodFact.init(value:)) }

    private func known(_ name: FactName) throws(UnknownReason) -> Value {
        switch facts[name] {
        case .known(let value): return value
        case .absent: return .null
        case .unknown(let reason): throw reason
        }
    }

    private func read<T>(_ name: FactName, _ convert: (Value) throws -> T) throws(UnknownReason) -> [T] {
        do {
            return try (try known(name).array ?? []).map(convert)
        } catch {
            if let reason = error as? UnknownReason { throw reason }
            throw UnknownReason(.failed, "the fact '\(name.rawValue)' is malformed: \(error)")
        }
    }
}
