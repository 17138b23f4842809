import Synchronization

/// A token in a file that something else renews, as the kubelet does with service account tokens.
final class TokenFileCredential: CredentialSource {
    private struct State {
        var credential: Credential?
        var readAt = -Double.infinity
    }

    private let path: String
    private let fallback: Credential?
    private let files: any FileReading
    private let now: @Sendable () -> Double
    private let state = Mutex(State())

    init(path: String, fallback: Secret? = nil, files: any FileReading, now: @escaping @Sendable () -> Double) {
        self.path = path
        self.fallback = fallback.map(Credential.bearer)
        self.files = files
        self.now = now
    }

    func credential(rejected: Credential?) async throws -> Credential {
        let time = now()
        let kept = state.withLock { $0 }
        if let credential = kept.credential, credential != rejected, time - kept.readAt < Limits.tokenFileAge {
            return credential
        }
        do {
            let credential = try read()
            state.withLock { $0 = State(credential: credential, readAt: time) }
            return credential
        } catch {
            // A file that is being replaced must not end a run that still has a good token.
            if let credential = kept.credential ?? fallback { return credential }
            throw error
        }
    }

    private func read() throws(KubernetesError) -> Credential {
        do {
            let bytes = try files.read(path, upTo: Limits.credentialBytes)
            let text = String(decoding: bytes, as: UTF8.self)
            let token = text.drop(while: \.isWhitespace).trimmedEnd()
            guard !token.isEmpty else { throw KubernetesError(.credentials, "token file \(path) is empty") }
            return .bearer(Secret(String(token)))
        } catch let error as FileReadError {
            throw KubernetesError(.credentials, "cannot read token file \(error)", underlying: error)
        } catch let error as KubernetesError {
            throw error
        } catch {
            throw KubernetesError(.credentials, "cannot read token file \(path): \(error)", underlying: error)
        }
    }
}

extension Substring {
    func trimmedEnd() -> Substring {
        var text = self
        while text.last?.isWhitespace == true { text.removeLast() }
        return text
    }
}
