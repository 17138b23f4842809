/// The types that every cluster serves.
enum BuiltinResources {
    static let all: [ResourceDefinition] = table.split(separator: "\n").map(definition)
    static let byKey: [ResourceKey: ResourceDefinition] = Dictionary(
        all.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })

    /// `group versions kind plural shortNames scope flags`; `-` where there is none. Flags: s status, c scale,
    /// g generation, a category all, p create only.
    private static let table = """
        - v1 Binding bindings - ns p
        - v1 ConfigMap configmaps cm ns -
        - v1 Endpoints endpoints ep ns -
        - v1 Event events ev ns -
        - v1 LimitRange limitranges limits ns -
        - v1 Namespace namespaces ns cluster s
        - v1 Node nodes no cluster s
        - v1 PersistentVolumeClaim persistentvolumeclaims pvc ns s
        - v1 PersistentVolume persistentvolumes pv cluster s
        - v1 Pod pods po ns sga
        - v1 PodTemplate podtemplates - ns g
        - v1 ReplicationController replicationcontrollers rc ns scga
        - v1 ResourceQuota resourcequotas quota ns s
        - v1 Secret secrets - ns -
        - v1 ServiceAccount serviceaccounts sa ns -
        - v1 Service services svc ns sa
        admissionregistration.k8s.io v1 MutatingWebhookConfiguration mutatingwebhookconfigurations - cluster g
        admissionregistration.k8s.io v1 ValidatingAdmissionPolicy validatingadmissionpolicies - cluster sg
        admissionregistration.k8s.io v1 ValidatingAdmissionPolicyBinding validatingadmissionpolicybindings - cluster g
        admissionregistration.k8s.io v1 ValidatingWebhookConfiguration validatingwebhookconfigurations - cluster g
        apiextensions.k8s.io v1 CustomResourceDefinition customresourcedefinitions crd,crds cluster sg
        apiregistration.k8s.io v1 APIService apiservices - cluster s
        apps v1 ControllerRevision controllerrevisions - ns -
        apps v1 DaemonSet daemonsets ds ns sga
        apps v1 Deployment deployments deploy ns scga
        apps v1 ReplicaSet replicasets rs ns scga
        apps v1 StatefulSet statefulsets sts ns scga
        authentication.k8s.io v1 SelfSubjectReview selfsubjectreviews - cluster p
        authentication.k8s.io v1 TokenReview tokenreviews - cluster p
        authorization.k8s.io v1 LocalSubjectAccessReview localsubjectaccessreviews - ns p
        authorization.k8s.io v1 SelfSubjectAccessReview selfsubjectaccessreviews - cluster p
        authorization.k8s.io v1 SelfSubjectRulesReview selfsubjectrulesreviews - cluster p
        authorization.k8s.io v1 SubjectAccessReview subjectaccessreviews - cluster p
        autoscaling v2,v1 HorizontalPodAutoscaler horizontalpodautoscalers hpa ns sa
        batch v1 CronJob cronjobs cj ns sga
        batch v1 Job jobs - ns sga
        certificates.k8s.io v1 CertificateSigningRequest certificatesigningrequests csr cluster s
        coordination.k8s.io v1 Lease leases - ns -
        discovery.k8s.io v1 EndpointSlice endpointslices - ns g
        events.k8s.io v1 Event events ev ns -
        flowcontrol.apiserver.k8s.io v1 FlowSchema flowschemas - cluster sg
        flowcontrol.apiserver.k8s.io v1 PriorityLevelConfiguration prioritylevelconfigurations - cluster sg
        networking.k8s.io v1 IngressClass ingressclasses - cluster g
        networking.k8s.io v1 Ingress ingresses ing ns sg
        networking.k8s.io v1 NetworkPolicy networkpolicies netpol ns g
        node.k8s.io v1 RuntimeClass runtimeclasses - cluster -
        policy v1 PodDisruptionBudget poddisruptionbudgets pdb ns sg
        rbac.authorization.k8s.io v1 ClusterRoleBinding clusterrolebindings - cluster -
        rbac.authorization.k8s.io v1 ClusterRole clusterroles - cluster -
        rbac.authorization.k8s.io v1 RoleBinding rolebindings - ns -
        rbac.authorization.k8s.io v1 Role roles - ns -
        resource.k8s.io v1 DeviceClass deviceclasses - cluster g
        resource.k8s.io v1 ResourceClaim resourceclaims - ns s
        resource.k8s.io v1 ResourceClaimTemplate resourceclaimtemplates - ns -
        resource.k8s.io v1 ResourceSlice resourceslices - cluster g
        scheduling.k8s.io v1 PriorityClass priorityclasses pc cluster g
        storage.k8s.io v1 CSIDriver csidrivers - cluster -
        storage.k8s.io v1 CSINode csinodes - cluster -
        storage.k8s.io v1 CSIStorageCapacity csistoragecapacities - ns -
        storage.k8s.io v1 StorageClass storageclasses sc cluster -
        storage.k8s.io v1 VolumeAttachment volumeattachments - cluster s
        """

    private static func definition(_ line: Substring) -> ResourceDefinition {
        let words = line.split(separator: " ").map(String.init)
        precondition(words.count == 7, "a line of the built-in types has seven words: \(line)")
        let versions = words[1].split(separator: ",").map(String.init)
        let flags = words[6]
        return ResourceDefinition(
            group: words[0] == "-" ? "" : words[0], versions: versions, kind: words[2], plural: words[3],
            singular: words[2].lowercased(),
            shortNames: words[4] == "-" ? [] : words[4].split(separator: ",").map(String.init),
            categories: flags.contains("a") ? ["all"] : [], isNamespaced: words[5] == "ns",
            verbs: flags.contains("p") ? ["create"] : ResourceDefinition.allVerbs, hasStatus: flags.contains("s"),
            hasScale: flags.contains("c"), countsGenerations: flags.contains("g"), storageVersion: versions[0])
    }
}

extension ResourceDefinition {
    private static func builtin(_ group: String, _ plural: String) -> ResourceDefinition {
        guard let definition = BuiltinResources.byKey[ResourceKey(group: group, plural: plural)] else {
            preconditionFailure("no built-in type \(plural).\(group)")
        }
        return definition
    }

    static let namespaces = builtin("", "namespaces")
    static let nodes = builtin("", "nodes")
    static let pods = builtin("", "pods")
    static let services = builtin("", "services")
    static let endpoints = builtin("", "endpoints")
    static let endpointSlices = builtin("discovery.k8s.io", "endpointslices")
    static let events = builtin("", "events")
    static let secrets = builtin("", "secrets")
    static let configMaps = builtin("", "configmaps")
    static let serviceAccounts = builtin("", "serviceaccounts")
    static let claims = builtin("", "persistentvolumeclaims")
    static let volumes = builtin("", "persistentvolumes")
    static let storageClasses = builtin("storage.k8s.io", "storageclasses")
    static let deployments = builtin("apps", "deployments")
    static let replicaSets = builtin("apps", "replicasets")
    static let statefulSets = builtin("apps", "statefulsets")
    static let daemonSets = builtin("apps", "daemonsets")
    static let jobs = builtin("batch", "jobs")
    static let customResourceDefinitions = builtin("apiextensions.k8s.io", "customresourcedefinitions")
}
