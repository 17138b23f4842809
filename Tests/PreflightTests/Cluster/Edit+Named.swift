extension Edit {
    /// None of the pods behind the webhook is ready.
    static let noPodReady = Edit(
        "{conditions: {ready: true}}, {conditions: {ready: true}}",
        "{conditions: {ready: false}}, {conditions: {ready: false}}")
    /// The webhook is in the namespace of a wanted operator.
    static let inOperatorsNamespace = Edit("namespace: policy", "namespace: dynamo-system")
    /// That namespace is there.
    static let withOperatorsNamespace = Edit("{name: policy}", "{name: dynamo-system}")
    /// The operators are installed in the same run.
    static let installed = Edit("installs: false", "installs: true")
    /// The webhook takes part in what is of a group of custom resources.
    static let ofCustomGroup = Edit("apiGroups: ['']", "apiGroups: [nvidia.com]")
    /// The webhook takes part in the making of one custom resource.
    static let ofCustomResource = Edit("resources: [pods]", "resources: [graphs]")
    /// No pod is behind the webhook.
    static let noPod = Edit("[{conditions: {ready: true}}]", "[]")
    /// What is written is another version than what is stored.
    static let writingAlpha = Edit("versions: [v1beta1]}]", "versions: [v1alpha1]}]")
    /// The CRD is of another release.
    static let foreignRelease = Edit("release-name: dynamo-platform", "release-name: nvidia")
    /// An old version of the CRD is not served any more.
    static let alphaNotServed = Edit("{name: v1alpha1, served: true", "{name: v1alpha1, served: false")
    /// Objects may be stored in the old version.
    static let alphaStored = Edit("storedVersions: [v1beta1]", "storedVersions: [v1alpha1, v1beta1]")
    /// The CRD is being deleted.
    static let goingCRD = Edit(
        "name: graphs.nvidia.com\n",
        """
        name: graphs.nvidia.com
              deletionTimestamp: '2026-11-01T00:00:00Z'
              finalizers: [customresourcecleanup.apiextensions.k8s.io]

        """)
    /// The server says what its deletion waits for.
    static let goingWords = Edit(
        "{type: Established, status: 'True'}",
        "{type: Terminating, status: 'True', message: CustomResource deletion is in progress}")
    /// The route names a class.
    static let namingClass = Edit("models/qwen}", "models/qwen, gatewayClass: nginx}")
    /// The class is not accepted.
    static let refusedClass = Edit(
        """
        {name: nginx}
            spec: {controllerName: gateway.nginx.org/nginx-gateway-controller}
            status: {conditions: [{type: Accepted, status: 'True', reason: Accepted}]}
        """,
        """
        {name: nginx}
            spec: {controllerName: gateway.nginx.org/nginx-gateway-controller}
            status: {conditions: [{type: Accepted, status: 'False', message: parametersRef is not found}]}
        """)
    /// Nobody has said whether the class is accepted.
    static let silentClass = Edit(
        """
        {name: nginx}
            spec: {controllerName: gateway.nginx.org/nginx-gateway-controller}
            status: {conditions: [{type: Accepted, status: 'True', reason: Accepted}]}
        """, "{name: nginx}\n    spec: {controllerName: gateway.nginx.org/nginx-gateway-controller}")
    /// An aggregated API has nobody behind it.
    static let unavailable = Edit(
        "{type: Available, status: 'True', reason: Passed}",
        "{type: Available, status: 'False', reason: MissingEndpoints, message: no response from metrics-server}")
    /// A second copy of the operator.
    static let secondCopy = Edit(
        "  - {metadata: {name: web",
        """
          - metadata: {name: dynamo-operator, namespace: team, labels: {app.kubernetes.io/name: dynamo-operator}}
            spec: {replicas: 1}
          - {metadata: {name: web
        """)
    /// No pods are behind the Service.
    static let noPods = Edit("[{conditions: {ready: true}}, {conditions: {ready: true}}]", "[]")
    /// Charts cannot be read.
    static let unreadChart = Edit(
        "here: true, proxy: '', state: up, message: ''",
        "here: true, proxy: '', state: refused, message: 'connection refused'")
    /// Images cannot be seen from here.
    static let unseenImages = Edit(
        "here: false, proxy: '', state: up, message: ''",
        "here: false, proxy: '', state: timeout, message: 'no connection in time'")
    /// One of two pods of the operator is not available.
    static let halfAvailable = Edit(
        "availableReplicas: 2, conditions: [{type: Available, status: 'True'}]",
        "availableReplicas: 1, conditions: [{type: Available, status: 'False', message: Deployment does not have minimum availability.}]"
    )
}
