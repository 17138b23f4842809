import ArgumentParser
import Kubernetes
import Providers
import Releases
import Reports

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

struct DiagnoseCommand: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnose", abstract: "Pack what can be seen of a release or a namespace into a file.",
        discussion: """
            Live objects, events, pods that are not well with the ends of their logs,
            nodes and versions, as a .tar.gz that only you can read. Secrets are hashed,
            and what looks like one is masked. What could not be read stands in its
            index. Without a name it is about all of the namespace.

            Examples:
              groundcrew diagnose -o bundle.tar.gz web -n apps
              groundcrew diagnose -o - --provider dynamo | tar tz
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The file to write, or - for standard output.", valueName: "path"))
    var output: String

    @Argument(help: "A release.")
    var name: String?

    @Option(help: ArgumentHelp("A provider, for its operators' releases.", valueName: "name"), completion: .providers)
    var provider: String?

    @OptionGroup var folders: ProviderFolderOptions
    @OptionGroup var cluster: ClusterOptions

    func validate() throws {
        if name != nil, provider != nil { throw ValidationError("give a release or --provider, not both") }
    }

    func run(_ context: CommandContext) async throws {
        if let name { try ReleaseRequest.validate(releaseName: name) }
        let registry = try folders.registry(context)
        let chosen = try provider.map { try registry.provider($0) }
        let file = output == "-" ? nil : OutputFile(path: context.absolute(output))
        try file?.check()
        try await ClusterSession.with(cluster, providers: registry, context: context, logger: context.logger()) {
            session in
            let engine = try session.driver(.native, helm: nil, context)
            let bundle = try await engine.diagnose(request(chosen, session))
            guard bundle.hasSeenCluster else {
                throw CommandFailure(
                    .undecided, "nothing of the cluster could be read: \(bundle.unread.first ?? "")",
                    hint: "is the cluster up, and may you read it? nothing was written")
            }
            let bytes = try bundle.packed(
                in: engine.bundleName(name ?? provider ?? "namespace"), modified: Int(context.clientEnvironment.now()))
            guard let file else { return context.standardOutput.write(bytes) }
            if Self.isOther(file.path) {
                try file.write(bytes)
            } else {
                try PrivateFile.write(bytes, to: file.path)
            }
            context.standardError.line(plainText("wrote \(output): \(bundle.summary)"))
        }
    }

    private func request(_ provider: Provider?, _ session: ClusterSession) -> DiagnosticsRequest {
        let namespace = cluster.namespace ?? session.client.defaultNamespace
        var request: DiagnosticsRequest
        if let provider {
            request = DiagnosticsRequest(title: "provider \(provider.name)")
            request.mustExist = false
            for item in provider.definition.operators {
                let place = cluster.namespace ?? item.namespace
                request.releases.append((item.name, place))
                if let selector = item.podSelector { request.selectors[place, default: []].append(selector) }
            }
        } else if let name {
            request = DiagnosticsRequest(title: "release \(namespace)/\(name)")
            request.releases = [(name, namespace)]
        } else {
            request = DiagnosticsRequest(title: "namespace \(namespace)")
            request.namespaces = [namespace]
        }
        let simulated = session.isSimulated ? "simulated cluster\n" : ""
        request.notes = [("versions.txt", "groundcrew \(GroundcrewVersion.current)\n\(simulated)")]
        return request
    }

    /// Whether something other than a regular file is there, such as a device, which stays what it is.
    private static func isOther(_ path: String) -> Bool {
        var information = stat()
        return stat(path, &information) == 0 && information.st_mode & S_IFMT != S_IFREG
    }
}
