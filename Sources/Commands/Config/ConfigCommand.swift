import ArgumentParser

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Keep settings in the cluster, for everyone who deploys models to it.",
        discussion: """
            Settings are what deploy and bootstrap take where neither a flag nor a file
            says anything: provider, namespace, hfTokenSecret (not for models that the
            catalog knows to be public), and PROVIDER.VALUE for each value of a
            provider's chart (groundcrew providers show NAME). How pods reach models is
            set once for all providers that can say it to theirs: hubEndpoint, a mirror
            of Hugging Face; httpProxy, httpsProxy and noProxy; caConfigMap, a ConfigMap
            of the deployment's namespace with the certificates to trust, under ca.crt.
            They are kept under config.json in the ConfigMap groundcrew-config of
            namespace groundcrew. A namespace that your kubeconfig's context names wins
            over the settings'.

            Examples:
              groundcrew config set provider dynamo
              groundcrew config set vllm.image.tag v0.11.0
              groundcrew config set httpsProxy http://proxy.example.com:3128
              groundcrew config get vllm.image.tag
              groundcrew config list -o yaml
            """,
        subcommands: [ConfigList.self, ConfigGet.self, ConfigSet.self, ConfigUnset.self])
}
