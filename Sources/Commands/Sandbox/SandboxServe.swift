import ArgumentParser
import Sandbox

struct SandboxServe: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a simulated cluster on the loopback interface until interrupted.",
        discussion: """
            Everything in it is simulated: no container runs and no model answers.

            Examples:
              groundcrew sandbox serve --write-kubeconfig sandbox.kubeconfig &
              kubectl --kubeconfig sandbox.kubeconfig get nodes

            docs/sandbox-file.md says what the file may hold; docs/snapshots.md says what a
            snapshot makes of the cluster.
            """)

    @Option(help: "Port to serve on; 0 takes a free one.")
    var port = 0

    @Option(
        help: ArgumentHelp("Write the kubeconfig to this file instead of standard output.", valueName: "file"))
    var writeKubeconfig: String?

    @Option(
        name: .customLong("sandbox-file"),
        help: ArgumentHelp("Description of the simulated cluster.", valueName: "file"), completion: .file())
    var sandboxFile: String?

    @Argument(
        help: "Description of the simulated cluster, or a snapshot of a real one.",
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var file: String?

    @OptionGroup var folders: ProviderFolderOptions

    func validate() throws {
        try CountBounds.check("--port", Int64(port), CountBounds.ports)
        if file != nil, sandboxFile != nil {
            throw ValidationError("give the file once: as an argument, or with --sandbox-file")
        }
    }

    func run(_ context: CommandContext) async throws {
        var cluster = ClusterOptions()
        cluster.sandboxFile = sandboxFile ?? file
        let options = try ClusterSession.sandboxOptions(
            cluster, providers: folders.registry(context), context: context)
        let path = writeKubeconfig.map(context.absolute)
        // A program that waits for the file must not wait for ever.
        if let path { try OutputFile(path: path).check() }
        try await withSandbox(options) { sandbox in
            defer { ClusterSession.warn(ofUnmet: sandbox, context) }
            try await SandboxServer(sandbox, port: port).run { port in
                let text = sandbox.kubeconfig(port: port)
                guard let path else {
                    context.standardOutput.write(text)
                    return
                }
                do {
                    try PrivateFile.write(Array(text.utf8), to: path)
                    context.standardError.line("simulated cluster on 127.0.0.1:\(port); kubeconfig in \(path)")
                } catch {
                    context.standardError.line("groundcrew: \(error)")
                }
            }
        }
    }
}
