import Deployments
import Kubernetes
import Operators
import Releases
public import Value

extension BootstrapForecast {
    /// What would keep a run from doing its work, or what nobody can tell about it.
    public struct Problem: Sendable, Equatable {
        /// Such as `operator keda` or `model models/qwen3`.
        public var subject: String
        public var message: String
        /// What to do next.
        public var hint: String?
        /// Whether a run might go well all the same.
        public var isUnknown: Bool

        public init(_ subject: String, _ message: String, hint: String? = nil, isUnknown: Bool = false) {
            self.subject = subject
            self.message = message
            self.hint = hint
            self.isUnknown = isUnknown
        }

        /// Rights that are missing, and what could not be read, leave it open what a run would do.
        init(_ subject: String, _ error: any Error) {
            switch error {
            case let error as ReleaseError:
                let isOpen: Set<ReleaseError.Code> = [
                    .forbidden, .recordUnreadable, .locked, .chartNotFound, .helmNotFound, .helmFailed, .timedOut,
                ]
                self.init(subject, error.message, hint: error.hint, isUnknown: isOpen.contains(error.code))
            case let error as DeploymentError:
                self.init(subject, error.message, hint: error.hint, isUnknown: error.code == .unseen)
            case let error as BootstrapError:
                self.init(subject, error.message, hint: error.hint, isUnknown: error.code == .forbidden)
            case let error as OperatorError: self.init(subject, error.message, hint: error.hint)
            case let error as KubernetesError:
                let isRefused: Set<KubernetesError.Code> = [.invalid, .badRequest, .conflict, .admissionDenied]
                self.init(subject, error.description, isUnknown: !isRefused.contains(error.code))
            default: self.init(subject, "\(error)", isUnknown: true)
            }
        }

        public var value: Value {
            [
                "subject": .string(subject), "message": .string(message), "next": hint.map(Value.string) ?? .null,
                "unknown": .bool(isUnknown),
            ]
        }
    }

    /// What the server says of the objects of a release that is there already: fields of others, and what it refuses.
    static func problems(_ subject: String, _ changes: ChangeSet) -> [Problem] {
        changes.refused.map { object in
            let fields = object.conflicts.filter { $0.verdict == .refuse }
            guard !fields.isEmpty else {
                return Problem(
                    subject, "\(object.object) would be refused: \(object.reason ?? "the server does not say why")",
                    hint: object.hint)
            }
            let words = fields.map { "\($0.field) of \($0.manager)" }.joined(separator: ", ")
            return Problem(
                subject, "\(object.object) has fields that others set to something else: \(words)",
                hint: "have them let go of these fields, or take the fields out of the values")
        }
            + changes.unknown.map { object in
                Problem(
                    subject,
                    "\(object.object) could not be compared: \(object.reason ?? "the server does not say why")",
                    hint: "see to what the server names (often a webhook whose pod is down)", isUnknown: true)
            }
    }
}
