import ArgumentParser

struct ChartCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chart", abstract: "Work with Helm charts, without Helm.",
        subcommands: [
            ChartTemplate.self, ChartLint.self, ChartShow.self, ChartPackage.self, ChartPull.self, ChartUnpack.self,
            ChartVerify.self, ChartDependencies.self, ChartRepo.self, ChartLogin.self, ChartLogout.self,
        ])
}
