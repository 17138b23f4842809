import Value

extension FactVariable {
    /// What is wanted, the cluster, and what is asked by address.
    static let core: [FactVariable] = subject + services

    private static let subject: [FactVariable] = [
        FactVariable(
            "want", from: [],
            form: """
                {providers [{name, title}], installs, driver, operators [{name, provider, namespace, version, chart, \
                podSelector, crds}], kubernetes [{versions, provider}], helm [{versions, provider}], \
                crds [{name, versions, provider, title}], alternatives [{crds, neededBy, needed, hint, bundled}], \
                nats [{neededBy, url, jetstream, bundled, given}], etcd [{neededBy, url, jetstream, bundled, given}], \
                drivers [{neededBy, least, cuda, provider}], deployments [{name, namespace, provider, model, \
                gpus {perWorker, workers}, devices, accelerator, resource, claim, claimTemplate, use, extra, \
                architectures, tolerations, nodeSelector, affinity, priority, priorityClass, runtimeClass, volumes, \
                groupSize, distributed, topology, download}], registries, routes [{deployment, gatewayClass, gateway}]}
                """,
            "what is about to be installed and deployed, of all providers; numbers are integers"
        ) { $0.subject.value },
        FactVariable(
            "each", from: [], form: "{neededBy, url, jetstream, bundled, given}",
            "the server that a check with `forEach` is being judged for", within: [.nats, .etcd]
        ) { $0.each?.value ?? .null },
        FactVariable(
            "kubernetes", from: [.kubernetes], form: "{gitVersion, version, inRange, outside, reasons}",
            "the server's version; `outside` are those of `want.kubernetes` that do not hold it"
        ) { (facts) throws(UnknownReason) in
            VersionJudgement.adding(to: try facts.known(.kubernetes), ranges: facts.subject.kubernetes)
        },
        FactVariable(
            "crds", from: [.crds],
            form: """
                [{name, present, served, established, namesRefused, message, terminating, manager, release, versions, \
                provider, title, usable}]
                """,
            "one for each of `want.crds`; `usable` are those that are served in a version that the provider can write"
        ) { (facts) throws(UnknownReason) in
            try RecordedFor.crds(try facts.known(.crds), wanted: facts.subject.crds)
        },
        FactVariable(
            "alternatives", from: [.crds], form: "[{crds, neededBy, needed, hint, bundled, served}]",
            "those of `want.alternatives`; `served` are those of their CRDs that are"
        ) { (facts) throws(UnknownReason) in
            try RecordedFor.alternatives(try facts.known(.crds), wanted: facts.subject.alternatives)
        },
    ]

    private static let services: [FactVariable] = [
        FactVariable(
            "nats", from: [.nats], form: "{address, inCluster, client, monitor}",
            "what the server answers, with `forEach: nats`; `client` and `monitor` have `state` and `message`",
            within: [.nats]
        ) { (facts) throws(UnknownReason) in
            try FactVariable.service(.nats, facts, defaultPort: 4222)
        },
        FactVariable(
            "etcd", from: [.etcd], form: "{address, inCluster, client, pods}",
            "what the server answers, with `forEach: etcd`; `client` and `pods` have `state` and `message`",
            within: [.etcd]
        ) { (facts) throws(UnknownReason) in
            try FactVariable.service(.etcd, facts, defaultPort: 2379)
        },
        FactVariable(
            "helm", from: [.helm], form: "{program, version, inRange, outside, reasons}",
            "the program that the helm driver runs; `outside` are those of `want.helm` that do not hold its version"
        ) { (facts) throws(UnknownReason) in
            VersionJudgement.adding(to: try facts.known(.helm), ranges: facts.subject.helm)
        },
    ]

    private static func service(
        _ name: FactName, _ facts: JudgedFacts, defaultPort: Int
    ) throws(UnknownReason) -> Value {
        guard let each = facts.each else { return .null }
        return try RecordedFor.service(try facts.known(name), each, defaultPort: defaultPort)
    }
}
