/// Facts that several suites look at, each way that it should be.
enum ClusterFixture {
    /// An admission webhook with two ready pods behind it, which takes part in the making of all pods.
    static let webhooks = """
        objects/validatingwebhookconfigurations.admissionregistration.k8s.io:
          - metadata: {name: policy.test}
            webhooks:
              - name: pods.policy.test
                failurePolicy: Fail
                clientConfig:
                  service: {namespace: policy, name: hook, port: 443}
                  caBundle: LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCg==
                namespaceSelector: {}
                objectSelector: {}
                rules: [{apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods], scope: '*'}]
        objects/mutatingwebhookconfigurations.admissionregistration.k8s.io: []
        objects/services:
          - {metadata: {name: hook, namespace: policy}, spec: {type: ClusterIP, ports: [{port: 443}]}}
        objects/endpointslices.discovery.k8s.io:
          - metadata: {name: hook-1, namespace: policy, labels: {kubernetes.io/service-name: hook}}
            addressType: IPv4
            endpoints: [{conditions: {ready: true}}, {conditions: {ready: true}}]
        objects/namespaces:
          - {metadata: {name: policy}}
          - {metadata: {name: models, labels: {team: ml}}}
          - {metadata: {name: kube-system}}

        """

    /// A CRD that a wanted operator brings, and a stranger's.
    static let definitions = """
        objects/customresourcedefinitions.apiextensions.k8s.io:
          - metadata:
              name: graphs.nvidia.com
              labels: {app.kubernetes.io/managed-by: Helm}
              annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}
            spec:
              group: nvidia.com
              names: {kind: Graph}
              conversion: {strategy: None}
              versions:
                - {name: v1alpha1, served: true, storage: false}
                - {name: v1beta1, served: true, storage: true}
            status: {storedVersions: [v1beta1], conditions: [{type: Established, status: 'True'}]}
          - metadata: {name: things.other.test}
            spec:
              group: other.test
              names: {kind: Thing}
              versions: [{name: v1, served: true, storage: true}]
            status: {storedVersions: [v1]}

        """

    /// A namespace that is wanted, and one that is being deleted.
    static let deletions = """
        objects/namespaces:
          - {metadata: {name: models}, status: {phase: Active}}
          - metadata: {name: old, deletionTimestamp: '2026-11-01T00:00:00Z', finalizers: [example.com/keep]}
            spec: {finalizers: [kubernetes]}
            status:
              phase: Terminating
              conditions:
                - {type: NamespaceDeletionDiscoveryFailure, status: 'False', message: all resources were discovered}
                - {type: NamespaceContentRemaining, status: 'True', message: 'graphs.nvidia.com has 1 resource instances'}
                - {type: NamespaceFinalizersRemaining, status: 'True', message: 'nvidia.com/finalizer in 1 resource instances'}

        """

    /// An operator, its custom resource and a deployment.
    static let wanted = """
        operators: [{name: dynamo-platform, namespace: dynamo-system, version: 1.6.2, crds: [graphs.nvidia.com]}]
        deployments: [{name: qwen, namespace: models}]
        crds: [{name: graphs.nvidia.com, versions: [v1beta1]}]
        installs: false

        """

    /// The Deployments of an operator's release, and a stranger's.
    static let workloads = """
        objects/deployments.apps:
          - metadata:
              name: dynamo-operator
              namespace: dynamo-system
              labels: {app.kubernetes.io/name: dynamo-operator, app.kubernetes.io/instance: dynamo-platform}
              annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}
            spec: {replicas: 2}
            status: {availableReplicas: 2, conditions: [{type: Available, status: 'True'}]}
          - metadata:
              name: planner
              namespace: dynamo-system
              annotations: {meta.helm.sh/release-name: dynamo-platform, meta.helm.sh/release-namespace: dynamo-system}
            spec: {replicas: 1}
            status: {availableReplicas: 1}
          - {metadata: {name: web, namespace: shop, labels: {app: web}}, spec: {replicas: 1}, status: {}}

        """
}
