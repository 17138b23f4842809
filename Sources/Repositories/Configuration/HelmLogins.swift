import Files
import Processes

/// Helm's `registry/config.json`, changed as `helm registry login` and `logout` change it.
///
/// A login is proven to the registry before it is stored. Secrets go to the program that the file names for them, to the
/// machine's own store where the file decides nothing yet, and else into the file.
public struct HelmLogins: Sendable {
    let paths: HelmPaths
    let fetcher: ChartFetcher
    let clock: any Clock<Duration>

    /// Secrets are in it.
    private static let fileMode: UInt16 = 0o600
    private static let folderMode: UInt16 = 0o700

    /// - Parameter fetcher: with the trust that flags ask for, and the environment for programs that keep logins.
    public init(_ paths: HelmPaths, fetcher: ChartFetcher, clock: any Clock<Duration> = ContinuousClock()) {
        self.paths = paths
        self.fetcher = fetcher
        self.clock = clock
    }

    /// What became of a login.
    public struct Login: Sendable, Hashable {
        /// False when the registry let everybody in.
        public var isProven: Bool
        /// Such as `docker-credential-pass`; nil for the file.
        public var program: String?
        public var file: String
    }

    /// What became of the end of one.
    public struct Logout: Sendable, Hashable {
        /// Whether there was a login.
        public var wasThere: Bool
        /// Docker's file, when it still has a login for the registry: it is asked next.
        public var remaining: String?
    }

    /// - Throws: `RepositoryError`, `FileError` or `CancellationError`; nothing is stored then.
    public func logIn(_ host: String, _ credentials: Credentials) async throws -> Login {
        let host = try RegistryHost(host)
        _ = try file()
        let isProven = try await fetcher.proveLogin(credentials, to: host)
        return try await changed { file in
            let machineStore = file.isUndecided ? CredentialHelper.machineStore(isThere: isOnPath) : nil
            var keeper = file.keeper(ofHost: host.name)
            if let machineStore { keeper = .helper(machineStore) }
            var login = Login(isProven: isProven, file: paths.registryConfiguration)
            switch keeper {
            case .file: file.set(credentials, ofHost: host.name)
            case .helper(let name):
                try await fetcher.helper.store(
                    credentials, helper: name, server: RegistryLogins.serverAddress(host: host.name))
                login.program = "docker-credential-\(name)"
                // A password that stayed in the file would be a secret that nobody sees any more.
                let hadOne = file.remove(host: host.name)
                if let machineStore { file.setStore(machineStore) }
                return (login, machineStore != nil || hadOne)
            }
            return (login, true)
        }
    }

    /// - Throws: `RepositoryError`, `FileError` or `CancellationError`.
    public func logOut(_ host: String) async throws -> Logout {
        let host = try RegistryHost(host)
        let wasThere = try await changed { file in
            var wasThere = false
            if case .helper(let name) = file.keeper(ofHost: host.name) {
                wasThere = try await fetcher.helper.erase(
                    helper: name, server: RegistryLogins.serverAddress(host: host.name))
            }
            let wasInFile = file.remove(host: host.name)
            return (wasThere || wasInFile, wasInFile)
        }
        return Logout(wasThere: wasThere, remaining: try await remaining(host))
    }

    private func remaining(_ host: RegistryHost) async throws -> String? {
        let path = paths.dockerConfiguration
        guard let bytes = try ConfigurationFile.readIfPresent(path) else { return nil }
        switch try RegistryLogins(bytes, file: path).answer(host: host.name) {
        case .credentials: return path
        case .helper(let name):
            let server = RegistryLogins.serverAddress(host: host.name)
            return try await fetcher.helper.credentials(helper: name, server: server) == nil ? nil : path
        case nil: return nil
        }
    }

    // MARK: The file

    private func file() throws(RepositoryError) -> RegistryLoginsFile {
        let path = paths.registryConfiguration
        guard !path.isEmpty else {
            throw RepositoryError(
                .invalidConfiguration, "there is no place for logins",
                hint: "set HOME, HELM_CONFIG_HOME or HELM_REGISTRY_CONFIG")
        }
        return try RegistryLoginsFile(try ConfigurationFile.readIfPresent(path), file: path)
    }

    /// Helm takes no lock for this file, and replaces it whole, too: this one keeps programs like this one apart.
    private func changed<Result>(
        _ change: (inout RegistryLoginsFile) async throws -> (Result, isChanged: Bool)
    ) async throws -> Result {
        let path = paths.registryConfiguration
        _ = try file()
        FileReplacement.makeFolder(of: path, mode: Self.folderMode)
        return try await FileLock.with(path + ".lock", patience: HelmRepositories.lockPatience, clock: clock) {
            var file = try file()
            let (result, isChanged) = try await change(&file)
            if isChanged {
                try FileReplacement.write(
                    file.bytes, to: path, mode: .always(Self.fileMode), folderMode: Self.folderMode)
            }
            return result
        }
    }

    private func isOnPath(_ program: String) -> Bool {
        ProgramPath.isThere(program, path: fetcher.configuration.environment["PATH"] ?? "")
    }
}
