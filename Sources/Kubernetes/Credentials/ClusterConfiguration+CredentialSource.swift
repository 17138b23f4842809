import Formats

extension ClusterConfiguration {
    /// The source of credentials for this configuration's one origin.
    func credentialSource(options: ClientOptions) -> any CredentialSource {
        switch credentials {
        case .none: FixedCredential(fixed: .none)
        case .token(let token): FixedCredential(fixed: .bearer(token))
        case .tokenFile(let path, let fallback):
            TokenFileCredential(
                path: path, fallback: fallback, files: options.environment.files, now: options.environment.now)
        case .basic(let username, let password):
            FixedCredential(
                fixed: Credential(
                    authorization: Secret("Basic " + Base64.encode("\(username):\(password.revealed)".utf8))))
        case .plugin(let plugin): PluginCredential(plugin: plugin, environment: options.environment)
        }
    }
}
