import HTTP
import Kubernetes
import Processes

extension UnknownReason {
    init(_ error: KubernetesError) {
        let code: Code =
            switch error.code {
            case .forbidden: .forbidden
            case .unauthorized, .credentials: .unauthorized
            case .timeout: .timeout
            case .unreachable: .unreachable
            // A handshake that breaks off, as in a restart, says nothing of certificates.
            case .untrusted where (error.underlying as? HTTPError)?.code == .tlsFailed: .unreachable
            case .untrusted: .untrusted
            default: .failed
            }
        // A path such as /version is not a resource, but it is what the caller may not read.
        let resource = error.request.map { request in
            guard !request.resource.isEmpty else { return request.path }
            return request.group.isEmpty ? request.resource : "\(request.resource).\(request.group)"
        }
        self.init(code, error.description, verb: error.request?.verb, resource: resource)
    }

    init(_ error: HTTPError) {
        let code: Code =
            switch error.code {
            case .connectTimedOut, .firstByteTimedOut, .idleTimedOut: .timeout
            case .certificateNotTrusted, .clientCertificateRejected, .credentialsUnusable: .untrusted
            case .nameNotResolved, .connectionRefused, .hostUnreachable, .connectionReset, .proxyFailed, .tlsFailed:
                .unreachable
            default: .failed
            }
        self.init(code, error.description)
    }

    init(_ error: ProcessError) {
        self.init(error.code == .timedOut ? .timeout : .failed, error.message)
    }
}
