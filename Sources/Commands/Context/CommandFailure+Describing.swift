import Bootstrap
import Charts
import Deployments
import Files
import HTTP
import Kubernetes
import Models
import Preflight
import Processes
import Providers
import Releases
import Repositories
import Sandbox

extension CommandFailure {
    /// The exit status that an error stands for, with the error's own words.
    init(describing error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case is CancellationError:
            self.init(.interrupted, "interrupted", hint: "run the same command again to go on")
        case let error as KubernetesError: self.init(error)
        case let error as ReleaseError: self.init(error)
        case let error as DeploymentError: self.init(error)
        case let error as ProviderError:
            self.init(
                .usage, error.message,
                hint: error.code == .invalidDefinition
                    ? nil : "groundcrew providers list shows what each provider can do")
        case let error as BootstrapError:
            self.init(error.code == .unknownCluster ? .undecided : .usage, error.message, hint: error.hint)
        case let error as BootstrapInterruption: self.init(error)
        case let error as HTTPError:
            self.init(.undecided, error.description, hint: "check the address, the network and the proxy settings")
        case let error as RepositoryError: self.init(error)
        case let error as RenderError: self.init(.usage, error.description, hint: error.hint)
        case let error as ProvenanceError: self.init(.failed, error.message, hint: error.hint)
        case let error as FileError: self.init(.usage, error.message)
        case let error as ProcessError: self.init(.undecided, error.message)
        // What is left says that a file, a flag or a chart is wrong.
        default: self.init(.usage, "\(error)")
        }
    }

    private init(_ error: KubernetesError) {
        let status: ExitStatus =
            switch error.code {
            case .configuration, .invalidRequest: .usage
            case .forbidden, .unauthorized, .timeout, .tooManyRequests, .unavailable, .unreachable, .untrusted,
                .unreadable, .credentials, .serverError, .webhookFailed:
                .undecided
            default: .failed
            }
        let hint: String? =
            switch error.code {
            case .configuration: "give --kubeconfig or --context, or try --sandbox"
            case .unreachable, .timeout: "is the cluster up, and does the kubeconfig's server answer from here?"
            case .forbidden: "ask for the right, or use another context"
            default: nil
            }
        self.init(status, error.description, hint: hint)
    }

    private init(_ error: ReleaseError) {
        // The cluster's own answer decides what a failed step means: forbidden is undecided, whoever met it.
        if let underlying = error.underlying as? KubernetesError, error.code == .applyFailed {
            self.init(CommandFailure(underlying).status, error.description, hint: error.hint)
            return
        }
        if let underlying = error.underlying as? RepositoryError {
            self.init(CommandFailure(underlying).status, error.description, hint: error.hint ?? underlying.hint)
            return
        }
        let status: ExitStatus =
            switch error.code {
            case .invalidRequest, .chartNotFound, .invalidChart, .invalidValues, .helmNotFound: .usage
            case .locked: .busy
            case .recordUnreadable, .forbidden: .undecided
            default: .failed
            }
        self.init(status, error.description, hint: error.hint)
    }

    private init(_ error: DeploymentError) {
        let status: ExitStatus =
            switch error.code {
            case .invalidRequest: .usage
            default: .failed
            }
        self.init(status, error.message, hint: error.hint)
    }

    /// What could not be decided after something was changed is a run that stopped part-way.
    private init(_ error: BootstrapInterruption) {
        self.init(describing: error.underlying)
        guard error.result.hasChanged, status == .undecided else { return }
        status = .incomplete
        hint = [hint, "what was done stays; run the same command again to go on"].compactMap(\.self)
            .joined(separator: "; ")
    }

    private init(_ error: RepositoryError) {
        let status: ExitStatus =
            switch error.code {
            case .unreachable, .timedOut, .rateLimited, .unauthorized, .forbidden: .undecided
            default: .usage
            }
        // The hint has a line of its own.
        var told = error
        told.hint = nil
        self.init(status, told.description, hint: error.hint)
    }
}
