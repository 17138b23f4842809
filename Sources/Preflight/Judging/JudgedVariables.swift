import Synchronization
import Value

/// The variables of expressions, each made from its facts when an expression first asks for it.
final class JudgedVariables: Sendable {
    private let facts: Facts
    private let subject: Subject
    /// What a check with `forEach` is being judged for.
    private let each: Subject.Service?
    private let made = Mutex<[CheckVariable: Result<Value, UnknownReason>]>([:])

    init(facts: Facts, subject: Subject, each: Subject.Service? = nil) {
        self.facts = facts
        self.subject = subject
        self.each = each
    }

    func judging(_ service: Subject.Service) -> JudgedVariables {
        JudgedVariables(facts: facts, subject: subject, each: service)
    }

    /// What is known without any fact.
    var want: [String: Value] { ["want": subject.value] }

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
        case .want: return subject.value
        case .each: return each?.value ?? .null
        case .crds: return try RecordedFor.crds(try known(.crds), wanted: subject.crds)
        case .alternatives: return try RecordedFor.alternatives(try known(.crds), wanted: subject.alternatives)
        case .operators:
            return try RecordedFor.operators(try known(.operators), wanted: subject.operators)
        case .nats: return try service(.nats, defaultPort: 4222)
        case .etcd: return try service(.etcd, defaultPort: 2379)
        case .kubernetes: return VersionJudgement.adding(to: try known(.kubernetes), ranges: subject.kubernetes)
        case .helm: return VersionJudgement.adding(to: try known(.helm), ranges: subject.helm)
        case .gpus: return GPUInventory(nodes: try nodes(), tolerations: subject.tolerations).value
        case .drivers: return DriverInventory(nodes: try nodes(), wanted: subject.drivers).value
        case .placement:
            let inventory = GPUInventory(
                nodes: try nodes(), pods: try pods(), tolerations: subject.tolerations)
            return GPUPlacement(inventory: inventory, demands: try demands()).value
        case .dra:
            let published = try known(.resourceSlices)
            let inventory = DRAInventory(fact: published, nodes: try nodes())
            return inventory.value(
                pods: try pods(), demands: try demands(), tolerations: subject.tolerations)
        }
    }

    private func demands() throws(UnknownReason) -> [GPUDemand] {
        let demands = subject.demands
        try RecordedFor.labels(facts.labels, demands: demands)
        return demands
    }

    private func service(_ name: FactName, defaultPort: Int) throws(UnknownReason) -> Value {
        guard let each else { return .null }
        return try RecordedFor.service(try known(name), each, defaultPort: defaultPort)
    }

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
