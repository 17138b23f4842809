import Charts
import Providers

/// A provider beside the built-in one, with two operators; its deployments are ConfigMaps.
enum OtherProvider {
    static let requirements = """
        requirements:
          kubernetes: ">=1.20.0-0"
          helm: ">=3.14.0"
          nats:
            when: operator.name == 'b'
            url: nats://${operator.name}.other:4222
            jetstream: true

        """

    static func dynamo() throws -> Provider { try ProviderRegistry.builtIn().provider("dynamo") }

    static func make(requirements: String = requirements) throws -> Provider {
        let definition = """
            apiVersion: groundcrew/v1
            kind: Provider
            name: other
            title: Other
            operators:
              - {name: a, namespace: other, chart: oci://example.test/a, version: 1.0.0}
              - name: b
                namespace: other
                chart: oci://example.test/b
                version: 2.0.0
                crds: [{name: things.other.test, versions: [v1]}]
            \(requirements)
            capabilities:
              {engines: [vllm], modes: [aggregated], routers: [none], accelerators: [nvidia], tasks: [text-generation]}
            selection: [{when: "true", score: 10, reason: is there}]
            gpus: {perWorker: deployment.resources.gpu, workers: deployment.replicas}
            readiness:
              rules: [{when: "true", phase: Running, message: is there}]

            """
        let chart = try Chart.load(files: [
            ChartFile(path: "Chart.yaml", text: "apiVersion: v2\nname: other\nversion: 0.1.0\n"),
            ChartFile(path: "values.yaml", text: "replicas: 1\nresources: {gpu: 1}\n"),
        ])
        return try Provider(definition: definition, chart: chart, folder: "other")
    }
}
