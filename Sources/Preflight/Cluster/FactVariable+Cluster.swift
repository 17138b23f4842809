import Value

extension FactVariable {
    /// The control plane, CRDs, operators that are there, and what former installations left.
    static let cluster: [FactVariable] = controlPlane + webhooks + definitions + network + installed

    private static let controlPlane: [FactVariable] = [
        FactVariable(
            "clock", from: [.serverTime], form: "{server, seconds, words}",
            """
            the API server's clock; `seconds` is what it is ahead of this machine's at least, below zero where it is behind
            """
        ) { (facts) throws(UnknownReason) in
            try facts.known(.serverTime)
        },
        FactVariable(
            "health", from: [.serverHealth], form: "{live {state, failing}, ready {state, failing}}",
            "what `/livez` and `/readyz` say; `state` is `ok`, `failing` or `unserved`"
        ) { (facts) throws(UnknownReason) in
            try facts.known(.serverHealth)
        },
        FactVariable(
            "kubelets", from: [.kubernetes, .nodes], form: "{server, oldest, nodes, silent, newer, older}",
            "the versions of the nodes' kubelets that do not go with the server's; `silent` nodes do not tell theirs",
            make: KubeletSkew.value),
        FactVariable(
            "registries", from: [.registries], form: "[{name, url, here, proxy, state, message}]",
            """
            those of `want.registries` and of rendered images; `here` are read from this machine, others are pulled by nodes \
            alone, and `proxy` is the one that they are reached by from here
            """
        ) { (facts) throws(UnknownReason) in
            try RegistryTarget.recorded(try facts.known(.registries), wanted: facts.subject.registries)
        },
        FactVariable(
            "dns", from: [.serviceObjects, .endpointSlices, .deploymentObjects],
            form: "{service, ready, total, expected}",
            "the Service that pods ask for names; `expected` means that pods should be behind it",
            make: ClusterDNS.value),
        FactVariable(
            "terminating", from: [.namespaceObjects], form: "[{name, wanted, holders}]",
            "the namespaces that are being deleted, with what holds them"
        ) { (facts) throws(UnknownReason) in
            try TerminatingNamespaces.value(of: facts, in: .namespaceObjects)
        },
        FactVariable(
            "terminatingWanted", from: [.wantedNamespaces], form: "[{name, wanted, holders}]",
            "the same of the wanted namespaces, which are read by name"
        ) { (facts) throws(UnknownReason) in
            try TerminatingNamespaces.value(of: facts, in: .wantedNamespaces)
        },
    ]

    private static let webhooks: [FactVariable] = [
        FactVariable(
            "webhooks",
            from: [.validatingWebhooks, .mutatingWebhooks, .serviceObjects, .endpointSlices, .namespaceObjects],
            form: """
                [{kind, configuration, name, service, state, words, ready, closed, failing, comes, blocks, catches, \
                operator, catchesKubeSystem, catchesItself, injectedFrom, removal}]
                """,
            """
            the admission webhooks; `state` is `ready`, `elsewhere`, `noNamespace`, `noService`, `noPort`, `noEndpoints` or \
            `noAuthority`, `closed` ones refuse what they cannot be asked about, `failing` ones are closed and cannot be \
            asked, `comes` means that an operator which is installed later brings it up, and `catches` tells in what of the \
            wanted work it takes part: `blocks` stops that
            """, make: WebhookList.value),
        FactVariable(
            "conversions", from: [.definitionObjects, .serviceObjects, .endpointSlices, .namespaceObjects],
            form: "[{name, wanted, operator, service, state, words, failing, comes, needed}]",
            """
            the CRDs whose objects a webhook converts, with `state` as `webhooks` have it; `needed` means that wanted work \
            takes a conversion
            """, make: ConversionList.value),
    ]

    private static let definitions: [FactVariable] = [
        FactVariable(
            "definitions", from: [.definitionObjects],
            form: """
                [{name, group, kind, wanted, operator, keeper {kind, name}, foreign, served, storage, stored, outdated, \
                ending, used, preferred, usedIsDeprecated, going, holders, bundle, channel}]
                """,
            """
            every CRD; `operator` is the wanted one that brings it and `foreign` means that somebody else keeps it \
            (`keeper.kind` is `release`, `tool`, `addOn` or `nobody`), `outdated` are stored versions besides the storage \
            version and `ending` those that are deprecated or not served, `used` is the version that a provider will write
            """, make: DefinitionList.value),
        FactVariable(
            "misplaced", from: [.definitionObjects], form: "[{name, elsewhere, comes}]",
            "wanted CRDs that are not there, though a resource of the same name is in a group that is named alike",
            make: MisplacedDefinitions.value),
    ]

    private static let network: [FactVariable] = [
        FactVariable(
            "gatewayClasses", from: [.gatewayClassObjects], form: "[{name, controller, accepted, words, mesh}]",
            "the GatewayClasses; null where the Gateway API is not served, and `words` say why one is not accepted",
            make: GatewayClassList.value),
        FactVariable(
            "denied", from: [.networkPolicies], form: "[{namespace, policies, directions, others}]",
            """
            the namespaces of what is wanted in which NetworkPolicies close all pods, in the directions `Ingress` and \
            `Egress`; `others` may open some
            """, make: DenyingPolicies.value),
    ]

    private static let installed: [FactVariable] = [
        FactVariable(
            "workloads", from: [.deploymentObjects],
            form: "[{operator, name, controller, replicas, available, ready, words}]",
            "the Deployments of wanted operators that are there; `controller` are those of the operator's own pods",
            make: OperatorWorkloads.value),
        FactVariable(
            "copies", from: [.deploymentObjects], form: "[{operator, places}]",
            "wanted operators of which several are at work, with where", make: OperatorWorkloads.copies),
        FactVariable(
            "leftObjects", from: [.leftObjects],
            form: "[{crd, operator, count, whole, names, stuck, unseen}]",
            """
            the objects of CRDs that a former installation left; `stuck` are being deleted and have finalizers, `whole` \
            means that there are no more, and `unseen` says why they could not be looked at
            """
        ) { (facts) throws(UnknownReason) in
            let found = try facts.known(.leftObjects)
            return found.isNull ? [] : found
        },
        FactVariable(
            "leftRoles", from: [.clusterRoleObjects, .clusterRoleBindings, .namespaceObjects],
            form: "[{kind, name, reason, admin, removal}]",
            "cluster roles and their bindings of releases and accounts whose namespace is gone", make: LeftRoles.value),
    ]
}
