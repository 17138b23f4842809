import Value

extension FactVariable {
    /// What is about to be done.
    static let planned: [FactVariable] = [
        FactVariable(
            "operators", from: [.operators],
            form: """
                [{name, namespace, title, action, code, reason, next, version, owner, unseen, warnings, \
                needs [{by, name, versions}]}]
                """,
            "what becomes of each of `want.operators`; `needs` are what the version that will be there works with"
        ) { (facts) throws(UnknownReason) in
            try RecordedFor.operators(try facts.known(.operators), wanted: facts.subject.operators)
        },
        FactVariable(
            "rendered", from: [.rendered],
            form: """
                {parts [{owner, release, namespace, unchanged, unknown, missingNamespaces, recordBytes, crdsUnknown, \
                objects}], objects [{apiVersion, kind, namespace, name, hook, held, bytes, annotationBytes, dataBytes, \
                images, owner, title}], pods [{path, replicas, perNode, exact, images, containers, pullSecrets, \
                sources [{kind, name}], use {milliCPU, memory, disk}, requests, unread [{container, list, resource, text}], runtimeClass, \
                priorityClass, serviceAccount, nodeSelector, tolerations, claims, resourceClaims, baseline, restricted, \
                ending, affine, crossNamespace, owner, object, namespace, held, hook}], \
                containers [{name, init, requests, limits, namespace, object, exact}], \
                namespaces [{name, missing, totals, lacking}], unseen [{owner, namespace, new}], \
                crds [{name, present, findings, refusal, next, left, owner}], \
                unknown [{code, message, next, owner}], crdsUnknown [{code, message, next, owner}]}
                """,
            """
            what is about to be applied; `held` are objects that their release has already, `exact` pods those that follow \
            from an object of Kubernetes' own, `unread` quantities that cannot be read, `totals` what is added to a \
            namespace by the names that quotas count it under, `lacking` what cannot be read of that by the same names, \
            `unseen` wanted deployments whose pods only their operators know; null where nothing is planned
            """
        ) { (facts) throws(UnknownReason) in try facts.rendered() },
        FactVariable(
            "access", from: [.access],
            form: """
                {gaps [{owner, line, namespace}], wishes [{owner, line, namespace}], unasked, role}
                """,
            "rights that are missing; `wishes` are those that are made use of where they are there, null where nothing is "
                + "planned"
        ) { (facts) throws(UnknownReason) in try facts.known(.access) },
        FactVariable(
            "admission", from: [.admission],
            form: """
                [{owner, object, result, message, fields, managers, dropped, builtIn, tolerated, seen, next, code, verb, \
                resource}]
                """,
            """
            what the server says of each object: `result` is `accepted`, `refused`, `pruned`, `immutable`, `conflict`, \
            `foreign`, `deferred` or `unknown`, `seen` says that it could be looked at; null where nothing is planned
            """
        ) { (facts) throws(UnknownReason) in try facts.known(.admission) },
        FactVariable(
            "quotaFindings", from: [.rendered, .nodes, .wantedQuotas, .wantedLimitRanges],
            form: """
                {over [{namespace, quota, resource, hard, used, added}], unstated [{namespace, quota, resource, \
                containers}], unsure [{namespace, quota, resource, hard, used, added}]}
                """,
            """
            what ResourceQuotas leave no room for, and what containers have to state because a quota counts it; `unsure` is \
            what may be too much, by the nodes of a DaemonSet or the scopes of a quota that only the server can tell; nodes \
            are looked at where a DaemonSet is counted. The check has to ask for `spec` and `status` of resourcequotas and \
            `spec.limits` of limitranges
            """
        ) { (facts) throws(UnknownReason) in
            try QuotaFindings(
                rendered: try facts.view(), quotas: try facts.known(.wantedQuotas),
                limitRanges: try facts.known(.wantedLimitRanges)
            ) { () throws(UnknownReason) in
                QuotaFindings.Nodes(nodes: try facts.nodes(), labels: facts.labels)
            }.value
        },
        FactVariable(
            "limitFindings", from: [.rendered, .wantedLimitRanges],
            form: "[{namespace, limitRange, object, exact, container, message}]",
            "what LimitRanges refuse of rendered pods; the check has to ask for `spec.limits` of limitranges"
        ) { (facts) throws(UnknownReason) in
            try LimitFindings(
                rendered: try facts.rendered(), limitRanges: try facts.known(.wantedLimitRanges)
            ).value
        },
        FactVariable(
            "podSecurity", from: [.rendered, .podNamespaces],
            form: "[{namespace, level, object, exact, findings}]",
            "rendered pods that the level which their namespace enforces does not take"
        ) { (facts) throws(UnknownReason) in
            try PodSecurityFindings(
                rendered: try facts.rendered(),
                namespaces: try facts.known(.podNamespaces).array?.map(PodNamespace.init(value:)) ?? []
            ).value
        },
        FactVariable(
            "namedPullSecrets", from: [.rendered, .pullSecrets],
            form: "[{object, namespace, name, state, type, hosts, images, code, message}]",
            """
            the pull secrets that rendered pods name, each once for each object; `state` is `coming`, `present`, `missing`, \
            `otherType`, `elsewhere` where it is for other registries than those of the images, or `unknown`
            """
        ) { (facts) throws(UnknownReason) in
            guard let view = try facts.view() else { return .null }
            return try PullSecretUse.value(view, known: try facts.known(.pullSecrets))
        },
        FactVariable(
            "namedSources", from: [.rendered, .podSources],
            form: "[{object, kind, namespace, name, state, sure, code, message}]",
            """
            the ConfigMaps and Secrets without which rendered pods do not start, each once for each object; `state` is \
            `coming`, `present`, `missing` or `unknown`, and not `sure` where an operator may make them or the pods
            """
        ) { (facts) throws(UnknownReason) in
            guard let view = try facts.view() else { return .null }
            return try PodSourceUse.value(view, for: facts.subject, known: try facts.known(.podSources))
        },
    ]
}

extension FactName {
    fileprivate static let wantedQuotas = ObjectsQuery(resource: "resourcequotas", namespaces: .wanted).fact
    fileprivate static let wantedLimitRanges = ObjectsQuery(resource: "limitranges", namespaces: .wanted).fact
}

extension JudgedFacts {
    /// Null where nothing is planned.
    fileprivate func rendered() throws(UnknownReason) -> Value { try view()?.value ?? .null }

    /// Nil where nothing is planned.
    fileprivate func view() throws(UnknownReason) -> RenderedView? {
        let fact = try known(.rendered)
        return fact.isNull ? nil : RenderedView(fact, subject: subject)
    }
}
