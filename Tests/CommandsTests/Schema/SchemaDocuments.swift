@testable import Commands

/// Files that say all that a file of each kind may say.
enum SchemaDocuments {
    static func whole(_ kind: SchemaKind) -> [String] {
        switch kind {
        case .bootstrap: [bootstrap]
        case .provider: [provider, plainProvider]
        case .check: [check]
        case .catalog: [catalog]
        case .sandbox: [sandbox]
        case .operator: [chartOperator, manifestOperator]
        case .policy: [policy]
        }
    }

    /// On one line, so that it stands at any depth.
    private static let versions =
        "versions: {asOf: 2026-11-29, source: 'https://example.com', annotation: example.com/version, "
        + "known: [{version: '0.9', latest: 0.9.1, endOfSupport: 2026-06-30}, {version: 1.0.0, kubernetes: '>=1.30.0', "
        + "needs: {other: '>=1.0.0'}, engines: {vllm: {version: 0.31.0, image: example.com/vllm}}, driver: 580, "
        + "cuda: '13', source: 'https://example.com/1.0.0'}], upgrades: [{from: '<1.0.0', to: '>=1.0.0', via: 0.9.1, "
        + "before: look, source: 'https://example.com/up'}, {step: minor}]}"

    private static let bootstrap = """
        apiVersion: groundcrew/v1
        kind: Bootstrap
        cluster: {context: production, uid: u-1}
        driver: native
        operators:
          some:
            chart: ./some.tgz
            repository: https://charts.example.com
            version: 1.2.3
            namespace: some-system
            onFailure: hold
            values: {a: 1}
        existing: {some: reuse}
        providers: [{name: dynamo, existing: upgrade, onFailure: fail}]
        models:
          - id: owner/model
            name: chat
            namespace: models
            provider: dynamo
            engine: vllm
            mode: aggregated
            replicas: 1
            servedModelName: chat
            routerMode: none
            hfTokenSecret: hf
            contextLength: 4096
            enforceEager: false
            enablePrefixCaching: true
            trustRemoteCode: false
            resources: {gpu: 1, memory: 32Gi}
            engineArgs: {max-num-seqs: 16}
            values: {labels: {team: ml}}
            expose: {gateway: infra/web, hostname: chat.example.com, path: /chat, backend: service}
            onFailure: rollback
            runtime: theirs
          - id: owner/other
            expose: {gatewayClass: nginx}
        onFailure: hold
        registries:
          ghcr.io: mirror.example.com/ghcr
          "oci://ghcr.io/charts": "oci://mirror.example.com/charts"
          "https://charts.example.com": "https://mirror.example.com/charts/"
        preflight: {skip: [nats], natsURL: "nats://a:4222", etcdURL: "http://b:2379"}
        timeouts: {operators: 60, models: 120}
        smokeTest: true

        """

    private static let provider = """
        apiVersion: groundcrew/v1
        kind: Provider
        name: mine
        title: Mine
        summary: serves
        operators:
          - name: op
            title: Op
            namespace: op-system
            chart: op
            repository: https://charts.example.com
            version: 1.0.0
            values: {a: 1}
            pods: {selector: app=op}
            onFailure: hold
            crds: [{name: things.example.com, versions: [v1], selfMade: true, optional: false}]
            gatewayController: example.com/gateway
            mustRun: [op-agent]
            needs: [{name: other, versions: ">=1.0.0"}]
            \(versions)
          - name: files
            namespace: op-system
            version: 1.0.0
            manifests:
              - {url: "https://example.com/a.yaml", sha256: \(String(repeating: "ab", count: 32))}
            toldBy: [{crd: things.example.com, namespace: op-system, names: [a]}]
            needs: [op]
        needs: [{name: cert-manager, versions: ">=1.18.0"}]
        resource: {kind: Thing, crd: things.example.com, versions: [example.com/v1], selector: a=b}
        requirements:
          kubernetes: ">=1.30.0"
          helm: ">=3.8.0"
          nats:
            needed: always
            when: "true"
            bundled: "false"
            url: nats://nats:4222
            jetstream: true
            monitor: {namespace: nats, pods: app=nats, port: 8222}
          etcd:
            needed: always
            when: "true"
            bundled: "false"
            url: http://etcd:2379
            jetstream: false
            monitor: {namespace: etcd, pods: app=etcd, port: 2379}
          oneOf:
            - {needed: for more, when: "true", bundled: "false", crds: [a.example.com], operator: a, hint: install it}
        capabilities:
          engines: [vllm]
          modes: [aggregated]
          routers: [none]
          accelerators: [nvidia]
          tasks: [text-generation]
        selection:
          - {when: "false", reject: not today}
          - {when: "true", score: 10, reason: is there}
        gpus: {perWorker: "1", workers: "1"}
        defaults: {tag: v1}
        readiness:
          observedGeneration: ignored
          related: {other: {apiVersion: v1, kind: ConfigMap, name: a, namespace: b}}
          let: {seen: "1"}
          rules:
            - {when: "false", phase: Pending, message: waits, reason: Waiting, patience: 60}
            - {when: "true", phase: Running}
          replicas: {desired: "1", ready: "1"}
          pods: {selector: app=mine}
          endpoint: {service: mine, port: "8000", scheme: http, path: /v1}
        \(versions)
        expose:
          - {when: "false", to: own, reason: it makes one}
          - {when: "false", to: own, reason: it makes one, route: mine-route, path: /mine}
          - {when: "false", to: pool, pool: {name: there}}
          - {when: "false", to: pool, pool: {selector: {app: mine, part: worker}, port: 8000, engine: vllm}}
          - {when: "true", to: service}
        runtimes:
          types: [{apiVersion: mine.io/v1, kind: Runtime}]
          rules:
            - {when: "false", mismatch: it is not}
            - {when: "true", match: it is, priority: "1"}
        \(section)
        """

    /// Of a type of Kubernetes itself, without an operator.
    private static let plainProvider = """
        apiVersion: groundcrew/v1
        kind: Provider
        name: plain
        resource: {kind: Deployment, name: deployments.apps, versions: [apps/v1]}
        capabilities: {}
        readiness: {rules: [{when: true, phase: Running}]}

        """

    private static let check = """
        apiVersion: groundcrew/v1
        kind: Check
        id: mine-2
        title: Mine
        category: own
        severity: warning
        description: looks
        requirement: a rule
        onRequest: true
        objects:
          classes: {group: storage.k8s.io, resource: storageclasses, names: [fast], fields: [provisioner]}
          services: {resource: services, namespaces: [team], labelSelector: a=b, fieldSelector: c=d, fields: ["metadata.labels['a/b']"]}
        needs: [kubernetes]
        requires: [cluster]
        appliesTo: {when: "true", otherwise: not needed}
        forEach: nats
        outcomes:
          - {when: "false", verdict: fail, message: is bad, hint: mend it, details: "[]"}
          - {when: "true", verdict: pass, message: is well}

        """

    private static let policy = """
        apiVersion: groundcrew/v1
        kind: PreflightPolicy
        rules:
          - {check: gpu-driver, action: downgrade, reason: it is updated in December, expires: 2026-12-31}
          - {check: nats, action: skip, reason: it is looked after by others, expires: 2027-01-31}

        """

    private static let catalog = """
        - id: owner/model-1
          name: Model
          description: chats
          task: text-generation
          parameters: 1B
          architecture: LlamaForCausalLM
          contextLength: 4096
          engines: [vllm]
          memory: 4Gi
          license: MIT
          gated: false
        - id: plain

        """

    private static let sandbox = """
        apiVersion: groundcrew/v1
        kind: Sandbox
        version: v1.34.2
        gpuOperator: true
        nodes:
          - name: gpu-0.cluster
            cpu: "8"
            memory: 32Gi
            gpus: {count: 8, product: H100, memory: 81559, resource: nvidia.com/gpu}
            labels: {pool: inference}
            taints: [{key: k, value: v, effect: NoSchedule}]
            cordoned: false
            ready: true
        storageClasses: [{name: fast, default: true}]
        users:
          - name: viewer
            token: viewer
            groups: [readers]
            rules:
              - {apiGroups: [""], resources: [pods], verbs: [get], resourceNames: [a], namespaces: [team]}
        faults:
          - {kind: Pod, name: "x-*", namespace: team, fault: slow, message: broken}
        delays:
          establish: 1ms
          schedule: 1ms
          pullImage: 1s
          becomeReady: 1s
          loadModel: 2m
          runJob: 1s
          terminate: 1s
          bindVolume: 1s
          applyDefinitions: 1s
          notice: 500ms
        objects:
          - {apiVersion: v1, kind: Namespace, metadata: {name: team}}

        """

    private static let chartOperator = """
        apiVersion: groundcrew/v1
        kind: Operator
        name: op
        title: Op
        namespace: op-system
        chart: op
        repository: https://charts.example.com
        version: 1.0.0
        values: {a: 1}
        pods: {selector: app=op}
        onFailure: rollback
        crds: [{name: things.example.com, versions: [v1], selfMade: true, optional: false}]
        gatewayController: example.com/gateway
        mustRun: [op-agent]
        needs: [other]
        versions:
          asOf: 2026-11-29
          source: https://example.com
          annotation: example.com/version
          known:
            - version: "0.9"
              latest: 0.9.1
              endOfSupport: 2026-06-30
            - version: 1.0.0
              kubernetes: ">=1.30.0"
              needs: {other: ">=1.0.0"}
              engines: {vllm: {version: 0.31.0, image: example.com/vllm}}
              driver: 580
              cuda: "13"
              source: https://example.com/1.0.0
          upgrades:
            - {from: <1.0.0, to: ">=1.0.0", via: 0.9.1, before: look, source: https://example.com/up}
            - {step: minor}
        \(section)
        """

    private static let manifestOperator = """
        apiVersion: groundcrew/v1
        kind: Operator
        name: files
        namespace: op-system
        version: 1.0.0
        manifests: [{url: ./a.yaml, sha256: \(String(repeating: "0f", count: 32))}]
        toldBy: [{crd: things.example.com, namespace: op-system, names: [a]}]

        """

    private static let section = """
        sandbox:
          operators:
            - name: op
              operator: op
              definitions: [{kind: CustomResourceDefinition}]
              gateways: {class: some, controller: example.com/controller}
              resources:
                - group: example.com
                  plural: things
                  kind: Thing
                  components: "[]"
                  podLabels: {app: x}
                  gpuResource: nvidia.com/gpu
                  modelArguments: [--model]
                  services: [{name: svc, when: "true", port: 8000}]
                  objects: [{when: "true", value: {kind: ConfigMap}}]
                  status: {state: done}
                  conditions: [{type: Ready, status: "True"}]
                  componentStatus: {path: components, value: {a: b}}
          modelServers: [{podLabels: {app: x}, modelArguments: [--model]}]

        """
}
