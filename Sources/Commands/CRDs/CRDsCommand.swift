import ArgumentParser

struct CRDsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crds", abstract: "Look after the CRDs of charts and their objects.",
        subcommands: [CRDsCheck.self, CRDsMigrate.self])
}
