import Kubernetes
import Value

/// Looks at a cluster's operators and decides about them, for checks to show: how to is known to others.
///
/// - Throws: `KubernetesError` for what cannot be read; all else that it throws is a reason, too.
public typealias OperatorGathering = @Sendable () async throws -> [OperatorFact]

/// What becomes of one operator that is wanted, and why.
public struct OperatorFact: Sendable, Hashable {
    /// As `Subject.Operator` has them.
    public var name: String
    public var namespace: String
    /// Name and the version that is wanted, for people.
    public var title: String
    /// `install`, `keep`, `upgrade`, `reuse`, `adopt` or `refuse`.
    public var action: String
    public var code: String
    public var reason: String
    /// What to do; nil where nothing is amiss.
    public var next: String?
    /// Of what is there; nil where it is not known.
    public var version: String?
    /// Whose what is there is; empty where there is none.
    public var owner: String
    /// What could not be looked at, in the server's words.
    public var unseen: [String]
    /// What is amiss with the version that will be there, by what is known of it; drivers are looked at by themselves.
    public var warnings: [String]
    /// What the version that will be there works with, by what is known of it.
    public var needs: [Need]

    /// A part that an operator works with in some versions.
    public struct Need: Sendable, Hashable {
        /// Name and version of the operator.
        public var by: String
        public var name: String
        /// As `VersionConstraint` reads them.
        public var versions: String

        public init(by: String, name: String, versions: String) {
            self.by = by
            self.name = name
            self.versions = versions
        }

        var value: Value { ["by": .string(by), "name": .string(name), "versions": .string(versions)] }
    }

    public init(
        name: String, namespace: String, title: String, action: String, code: String, reason: String,
        next: String? = nil, version: String? = nil, owner: String = "", unseen: [String] = [],
        warnings: [String] = [], needs: [Need] = []
    ) {
        self.name = name
        self.namespace = namespace
        self.title = title
        self.action = action
        self.code = code
        self.reason = reason
        self.next = next
        self.version = version
        self.owner = owner
        self.unseen = unseen
        self.warnings = warnings
        self.needs = needs
    }

    var value: Value {
        [
            "name": .string(name), "namespace": .string(namespace), "title": .string(title),
            "action": .string(action), "code": .string(code), "reason": .string(reason), "next": .string(next ?? ""),
            "version": .string(version ?? ""), "owner": .string(owner), "unseen": .array(unseen.map(Value.string)),
            "warnings": .array(warnings.map(Value.string)), "needs": .array(needs.map(\.value)),
        ]
    }
}

extension FactGatherer {
    /// One entry for each operator, in the order in which they are installed.
    func decidedOperators() async throws -> Fact {
        guard let operators = planned.operators else {
            throw UnknownReason(.notGathered, "nobody has looked at what there is of the operators")
        }
        do {
            return .known(.array(try await operators().map(\.value)))
        } catch let error as CancellationError {
            throw error
        } catch let error as KubernetesError {
            throw UnknownReason(error)
        } catch {
            throw UnknownReason(.failed, "\(error)")
        }
    }
}
