import Bootstrap
import Charts
import Deployments
import Expressions
import Files
import GoTemplate
import HTTP
import Kubernetes
import Models
import Operators
import Preflight
import Processes
import Providers
import Readiness
import Releases
import Repositories
import Sandbox
import Settings
import Value
import YAML

/// What an error means for the command that it ends, in the error's own words.
struct FailureCause {
    var kind: FailureKind
    var message: String
    var hint: String?

    init(_ kind: FailureKind, _ message: String, hint: String? = nil) {
        self.kind = kind
        self.message = message
        self.hint = hint
    }

    init(_ error: any Error) {
        switch error {
        case is CancellationError: self.init(.interrupted, "interrupted")
        case let error as KubernetesError: self.init(error)
        case let error as ReleaseError: self.init(error)
        case let error as DeploymentError:
            let kind: FailureKind =
                switch error.code {
                case .invalidRequest, .unknownProvider: .usage
                case .unseen: .undecided
                case .failed, .timedOut, .silent: .notReady
                case .operatorMissing, .tokenMissing, .noRoom, .notFound: .failed
                }
            self.init(kind, error.message, hint: error.hint)
        case let error as ProviderError:
            self.init(
                .usage, error.message,
                hint: error.hint
                    ?? (error.code == .invalidDefinition
                        ? nil : "groundcrew providers list shows what each provider can do"))
        case let error as BootstrapError:
            self.init(
                [.unknownCluster, .forbidden].contains(error.code) ? .undecided : .usage, error.message,
                hint: error.hint)
        case let error as OperatorError:
            self.init(error.code == .existing ? .failed : .usage, error.message, hint: error.hint)
        case let error as SettingsError:
            self.init(error.code == .busy ? .busy : .usage, error.message, hint: error.hint)
        case let error as UnknownReason: self.init(.undecided, error.description)
        case let error as HTTPError:
            self.init(.undecided, error.description, hint: "check the address, the network and the proxy settings")
        case let error as RepositoryError: self.init(error)
        case let error as RenderError: self.init(.usage, error.description, hint: error.hint)
        case let error as ProvenanceError: self.init(.failed, error.message, hint: error.hint)
        case let error as FileError: self.init(error.code == .locked ? .busy : .usage, error.message)
        case let error as FileReadError: self.init(.usage, error.description)
        case let error as ProcessError: self.init(.undecided, error.message)
        case is ChartError, is ExpressionError, is JSONError, is JSONPathError, is ModelError, is PreflightError,
            is QuantityError, is ReadinessError, is SandboxError, is TemplateError, is ValuePathError, is YAMLError,
            is YAMLFieldError:
            // A file, a flag or a chart of the user's is wrong.
            self.init(.usage, "\(error)")
        default:
            self.init(
                .unexpected, "unexpected: \(error)",
                hint: "this is a mistake of groundcrew's: please report it, with the command line and what -v prints")
        }
    }

    private init(_ error: KubernetesError) {
        let kind: FailureKind =
            switch error.code {
            case .configuration, .notConfigured, .invalidRequest: .usage
            case .forbidden, .unauthorized, .timeout, .tooManyRequests, .unavailable, .unreachable, .untrusted,
                .unreadable, .credentials, .serverError, .webhookFailed:
                .undecided
            default: .failed
            }
        let hint: String? =
            switch error.code {
            case .configuration, .notConfigured: "give --kubeconfig or --context, or try --sandbox"
            case .unreachable, .timeout: "is the cluster up, and does the kubeconfig's server answer from here?"
            case .forbidden where error.isTerminatingNamespace:
                "wait until the namespace is gone and make it again, or use another one"
            case .forbidden: "ask for the right, or use another context"
            default: nil
            }
        self.init(kind, error.description, hint: hint)
    }

    private init(_ error: ReleaseError) {
        // The cluster's own answer decides what a failed step means: forbidden is undecided, whoever met it.
        if let underlying = error.underlying as? KubernetesError, error.code == .applyFailed {
            self.init(FailureCause(underlying).kind, error.description, hint: error.hint)
            return
        }
        if let underlying = error.underlying as? RepositoryError {
            let cause = FailureCause(underlying)
            self.init(cause.kind, error.description, hint: error.hint ?? cause.hint)
            return
        }
        let kind: FailureKind =
            switch error.code {
            case .invalidRequest, .chartNotFound, .invalidChart, .invalidValues, .moved, .helmNotFound, .unsafeCRD,
                .recordTooLarge:
                .usage
            case .locked: .busy
            case .recordUnreadable, .forbidden: .undecided
            case .notReady, .timedOut, .testFailed: .notReady
            default: .failed
            }
        self.init(kind, error.description, hint: error.hint)
    }

    private init(_ error: RepositoryError) {
        let kind: FailureKind =
            switch error.code {
            case .unreachable, .timedOut, .rateLimited, .unauthorized, .forbidden: .undecided
            default: .usage
            }
        // The hint has a line of its own.
        var told = error
        told.hint = nil
        self.init(kind, told.description, hint: error.hint)
    }
}
