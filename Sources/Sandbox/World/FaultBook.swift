import Synchronization
import Value

/// The faults of a sandbox, and which of them have met an object by now.
final class FaultBook: Sendable {
    private let faults: [SandboxFault]
    private let met: Mutex<Set<Int>>

    init(_ faults: [SandboxFault]) {
        self.faults = faults
        met = Mutex([])
    }

    /// The first fault that is for the object.
    func first(for object: Value, kind: String) -> SandboxFault? {
        let index = faults.firstIndex { fault in
            fault.kind == kind && Glob.matches(object.name, fault.name)
                && fault.namespace.map { Glob.matches(object.namespace, $0) } ?? true
        }
        guard let index else { return nil }
        met.withLock { _ = $0.insert(index) }
        return faults[index]
    }

    /// In the file's order.
    var unmet: [SandboxFault] {
        met.withLock { met in faults.indices.filter { !met.contains($0) }.map { faults[$0] } }
    }

    /// - Throws: `SandboxError` for a fault of a kind that nothing in the sandbox plays.
    static func check(_ faults: [SandboxFault], _ operators: [SimulatedOperator]) throws(SandboxError) {
        let kinds = ["Pod"] + operators.flatMap { $0.resources.map(\.kind) }
        for (index, fault) in faults.enumerated() where !kinds.contains(fault.kind) {
            throw SandboxError(
                .invalidFile,
                "\(fault.place.map { "\($0): " } ?? "")faults[\(index)].kind is '\(fault.kind)'"
                    + "\(CloseNames.question(fault.kind, among: kinds)); faults can be had by "
                    + kinds.joined(separator: ", "))
        }
    }
}
