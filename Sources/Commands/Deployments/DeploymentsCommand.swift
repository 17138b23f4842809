import ArgumentParser

struct DeploymentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deployments", abstract: "Look at and remove served models.",
        subcommands: [DeploymentsList.self, DeploymentsShow.self, DeploymentsDelete.self])
}
