import ArgumentParser

struct ProvidersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "providers", abstract: "Look through the providers that can serve a model.",
        discussion: """
            A provider is a folder with a Helm chart and a provider.yaml.
            --charts DIR adds your own.

            Examples:
              groundcrew providers list
              groundcrew providers show dynamo
              groundcrew providers lint ./my-provider
              groundcrew providers test ./my-provider
            """,
        subcommands: [ProvidersList.self, ProvidersShow.self, ProvidersLint.self, ProvidersTest.self])
}
