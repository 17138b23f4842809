import ArgumentParser
import Files
import Repositories
import Value

struct ChartPull: ContextCommand {
    static let configuration = CommandConfiguration(
        commandName: "pull", abstract: "Download a chart, and unpack it if you like.",
        discussion: """
            Files are named as `helm pull` names them and appear whole or not at all.

            Examples:
              groundcrew chart pull nginx --repo https://charts.example.com
              groundcrew chart pull oci://registry.example.com/charts/nginx --untar
              groundcrew chart pull mine/nginx --version '~1.2' --verify --keyring k.gpg
            """)

    @Argument(help: "A URL, oci:// or REPO/CHART; with --repo, a name. Repeatable.")
    var charts: [String]

    @Option(
        name: [.short, .long], help: ArgumentHelp("Folder to write to.", valueName: "dir"), completion: .directory)
    var destination = "."

    @Flag(help: "Unpack the chart, and keep no archive.")
    var untar = false

    @Option(
        help: ArgumentHelp("Folder to unpack into, below --destination.", valueName: "dir"), completion: .directory)
    var untardir = "."

    @Flag(help: "Fetch the chart's signature, too, without verifying it.")
    var prov = false

    @OptionGroup var source: ChartSourceOptions
    @OptionGroup var options: OutputOptions

    func run(_ context: CommandContext) async throws {
        let keyring = source.verify ? try Keyring.load(source.keys.path(context)) : nil
        let policy = prov ? ProvenancePolicy.ifPresent : .unwanted
        let fetcher = try source.fetcher(
            context, logger: options.logger(context), provenance: source.verify ? .required : policy)
        var pulled: [Pulled] = []
        for argument in charts {
            let chart = try ChartSource(argument: argument, repository: source.repo, version: source.version)
            let fetched = try await fetcher.fetch(chart)
            let verification = try keyring.map { try fetched.verified(keyring: $0) }
            context.warn(fetched.warnings)
            pulled.append(
                Pulled(path: try write(fetched, context), fetched: fetched, verification: verification))
        }
        ResultPrinter(output: context.standardOutput, format: options.output).print(.array(pulled.map(\.value))) {
            pulled.map(\.text).joined()
        }
    }

    /// - Returns: the path of what was written, as the user would name it.
    private func write(_ fetched: FetchedChart, _ context: CommandContext) throws -> String {
        try Task.checkCancellation()
        if untar {
            let folder = untardir.hasPrefix("/") ? untardir : Self.join(destination, untardir)
            let unpacked = try UnpackedChart(fetched.bytes, name: fetched.origin)
            try unpacked.write(to: try FolderWriter(context.absolute(folder)))
            return Self.join(folder, unpacked.name)
        }
        guard SafeName.isPart(fetched.fileName) else {
            throw CommandFailure(
                .usage,
                "\(fetched.origin) names the file \(fetched.fileName.debugDescription), which is not a safe name",
                hint: "give --untar, which names a folder by the chart")
        }
        let writer = try FolderWriter(context.absolute(destination))
        if let provenance = fetched.provenance { try writer.write(provenance, to: "\(fetched.fileName).prov") }
        try writer.write(fetched.bytes, to: fetched.fileName)
        return Self.join(destination, fetched.fileName)
    }

    static func join(_ folder: String, _ name: String) -> String {
        if name == "." { return folder }
        return folder == "." ? name : folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    private struct Pulled {
        var path: String
        var fetched: FetchedChart
        var verification: ProvenanceVerification?

        var text: String { (verification?.text ?? "") + "\(path)\n" }

        var value: Value {
            var value: Object = [
                "path": .string(path), "name": .string(fetched.name), "version": .string(fetched.version),
                "digest": .string(fetched.digest), "origin": .string(fetched.origin),
            ]
            if let verification { value["provenance"] = verification.value }
            return .object(value)
        }
    }
}
