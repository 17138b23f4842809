/// A bootstrap file to start from: all that a file may say, with what it means. It can be carried out as it stands.
public enum BootstrapExample {
    public static let text = """
        # From a bare cluster to models that answer. Try it without a cluster:
        #   groundcrew bootstrap -f FILE --sandbox
        # Only apiVersion, kind, and the id of one model are required, or the name of one provider.
        apiVersion: groundcrew/v1
        kind: Bootstrap

        # Which cluster: a context of the kubeconfig, and the uid of its namespace kube-system, so that the file is never
        # carried out on another one.
        # cluster: {context: production, uid: 5f8ad6ed-0000-4000-8000-000000000000}

        # Who installs charts: native, or helm for your own Helm program. auto is native.
        driver: auto

        # The providers that the models need bring their operators; here they can be changed.
        operators:
          dynamo-platform:
            namespace: dynamo-system
            # chart: ./dynamo-platform-1.5.1.tgz     # a folder, an archive, a URL, or a name within repository
            # repository: https://charts.example.com
            # version: 1.5.1
            # onFailure: hold                        # or rollback, fail
            values: {}                               # merged over those that the provider gives

        # Providers whose operators come without a model, too; a file may name them alone.
        # providers: [{name: kserve, existing: reuse, onFailure: hold}]

        models:
          - id: Qwen/Qwen3-0.6B                      # on Hugging Face
            name: qwen3                              # made of the id when it is left out
            namespace: models
            # provider, engine, mode and routerMode are chosen, with a reason, when they are left out.
            provider: dynamo
            engine: vllm                             # vllm, sglang, trtllm
            mode: aggregated                         # or disaggregated
            routerMode: none                         # none, round-robin, kv
            replicas: 1
            resources: {gpu: 1, memory: 32Gi}        # for each replica
            contextLength: 8192                      # tokens
            servedModelName: qwen3                   # what clients ask for; the id when it is left out
            enforceEager: false
            enablePrefixCaching: true
            trustRemoteCode: false
            engineArgs: {max-num-seqs: 64}           # further flags of the engine, without dashes
            # hfTokenSecret: hf-token                # a Secret with the key HF_TOKEN, for gated models
            values: {}                               # further values of the provider's chart

        # What becomes of changes that fail, of operators and models: fail, hold or rollback.
        # onFailure: rollback

        # Where images, charts and files come from instead: prefixes and their mirrors. HOST/PATH is for images and charts
        # of a registry, oci://HOST/PATH for its charts alone, https://HOST/PATH for repositories and files.
        # registries: {ghcr.io: mirror.example/ghcr, "https://charts.example.com": "https://mirror.example/charts"}

        preflight:
          skip: []                                   # ids of checks
          # natsURL: nats://nats.example.com:4222
          # etcdURL: http://etcd.example.com:2379

        # In seconds, for each operator and each model.
        timeouts: {operators: 600, models: 1800}

        # Whether each model has to answer before it counts as served.
        smokeTest: true

        """
}
