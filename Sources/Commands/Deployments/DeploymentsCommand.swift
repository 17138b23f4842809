import ArgumentParser

struct DeploymentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deployments", abstract: "Look at, scale, ask and remove served models.",
        subcommands: [
            DeploymentsList.self, DeploymentsShow.self, DeploymentsScale.self, DeploymentsLogs.self,
            DeploymentsForward.self, DeploymentsAsk.self, DeploymentsDelete.self,
        ])
}
