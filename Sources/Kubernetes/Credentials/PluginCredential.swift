import HTTP
import Synchronization

/// A credential that a program prints, kept until it expires or the server rejects it.
///
/// The program runs once at a time: callers that come meanwhile wait and share its result.
final class PluginCredential: CredentialSource {
    private struct Kept {
        var credential: Credential
        /// Seconds since 1970; nil means until it is rejected.
        var expiry: Double?
    }

    private let plugin: ExecPlugin
    private let environment: ClientEnvironment
    private let turn = ConcurrencyLimit(1)
    private let kept = Mutex<Kept?>(nil)

    init(plugin: ExecPlugin, environment: ClientEnvironment) {
        self.plugin = plugin
        self.environment = environment
    }

    func credential(rejected: Credential?) async throws -> Credential {
        if let credential = current(rejected: rejected) { return credential }
        return try await turn.run {
            // Another caller may have run it while this one waited.
            if let credential = self.current(rejected: rejected) { return credential }
            return try await self.run()
        }
    }

    private func current(rejected: Credential?) -> Credential? {
        guard let kept = kept.withLock({ $0 }), kept.credential != rejected else { return nil }
        if let expiry = kept.expiry, expiry <= environment.now() { return nil }
        return kept.credential
    }

    private func run() async throws -> Credential {
        if plugin.interactiveMode == .always, !environment.isInteractive {
            throw KubernetesError(
                .credentials,
                "credential plugin \(quoted(plugin.command)) has interactiveMode Always, and there is no terminal")
        }
        let isInteractive = plugin.interactiveMode != .never && environment.isInteractive
        var variables = environment.variables
        for variable in plugin.environment { variables[variable.name] = variable.value.revealed }
        variables["KUBERNETES_EXEC_INFO"] = ExecCredential.request(plugin, isInteractive: isInteractive)
        let output = try await environment.plugins.run(
            plugin, environment: variables, isInteractive: isInteractive)
        let answer = try ExecCredential(output: output, plugin: plugin)
        kept.withLock { $0 = Kept(credential: answer.credential, expiry: answer.expiry) }
        return answer.credential
    }
}
