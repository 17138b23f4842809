/// APIs that Kubernetes gives up, as its Go types of 1.37 say, which is what Helm 4.3.1's linter asks.
struct DeprecatedAPI: Sendable, Hashable {
    var apiVersion: String
    var kind: String
    /// The first release that calls it deprecated, as `1.22`.
    var since: String
    /// The first release without it.
    var removed: String?
    /// `GROUP/VERSION KIND`.
    var replacement: String?

    var message: String {
        "\(apiVersion) \(kind) is deprecated in v\(since)+" + (removed.map { ", unavailable in v\($0)+" } ?? "")
            + (replacement.map { "; use \($0)" } ?? "")
    }

    /// Whether a cluster of that version calls it deprecated.
    func holds(in version: KubernetesVersion) -> Bool {
        let parts = since.split(separator: ".").compactMap { Int($0) }
        guard let major = Int(version.major), let minor = Int(version.minor), parts.count == 2 else { return false }
        return (parts[0], parts[1]) <= (major, minor)
    }
}

enum DeprecatedAPIs {
    static func find(_ apiVersion: String, _ kind: String) -> DeprecatedAPI? {
        all[Key(apiVersion: apiVersion, kind: kind)]
    }

    private struct Key: Hashable {
        let apiVersion: String
        let kind: String
    }

    private static let all: [Key: DeprecatedAPI] = {
        var all: [Key: DeprecatedAPI] = [:]
        for line in table.split(separator: "\n") {
            let fields = line.split(separator: " ").map(String.init)
            func text(_ index: Int) -> String? { fields[index] == "-" ? nil : fields[index] }
            func add(_ kind: String, _ replacement: String) {
                all[Key(apiVersion: fields[0], kind: kind)] = DeprecatedAPI(
                    apiVersion: fields[0], kind: kind, since: fields[1], removed: text(2),
                    replacement: text(3).map { "\($0) \(replacement)" })
            }
            for field in fields.dropFirst(4) {
                let names = field.split(separator: "=").map(String.init)
                let kind = names[0].hasSuffix("*") ? String(names[0].dropLast()) : names[0]
                add(kind, names.count > 1 ? names[1] : kind)
                if names[0].hasSuffix("*") { add("\(kind)List", "\(kind)List") }
            }
        }
        return all
    }()

    /// API version, deprecated in, removed in, API version to use, kinds: with a star, the kind's list too; with an
    /// equals sign, the kind to use.
    private static let table = """
        admissionregistration.k8s.io/v1alpha1 1.35 1.38 - MutatingAdmissionPolicy* MutatingAdmissionPolicyBinding*
        admissionregistration.k8s.io/v1alpha1 1.29 1.32 - ValidatingAdmissionPolicy* ValidatingAdmissionPolicyBinding*
        admissionregistration.k8s.io/v1beta1 1.37 1.40 admissionregistration.k8s.io/v1 MutatingAdmissionPolicy*
        admissionregistration.k8s.io/v1beta1 1.37 1.40 admissionregistration.k8s.io/v1 MutatingAdmissionPolicyBinding*
        admissionregistration.k8s.io/v1beta1 1.16 1.22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration*
        admissionregistration.k8s.io/v1beta1 1.16 1.22 admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration*
        admissionregistration.k8s.io/v1beta1 1.31 1.34 - ValidatingAdmissionPolicy* ValidatingAdmissionPolicyBinding*
        apps/v1beta1 1.8 1.16 apps/v1 ControllerRevision* Deployment* DeploymentRollback StatefulSet*
        apps/v1beta1 1.8 1.16 autoscaling/v1 Scale
        apps/v1beta2 1.9 1.16 apps/v1 ControllerRevision* DaemonSet* Deployment* ReplicaSet* StatefulSet*
        apps/v1beta2 1.9 1.16 autoscaling/v1 Scale
        authentication.k8s.io/v1alpha1 1.29 1.32 - SelfSubjectReview
        authentication.k8s.io/v1beta1 1.30 1.33 - SelfSubjectReview
        authentication.k8s.io/v1beta1 1.19 1.22 authentication.k8s.io/v1 TokenReview
        authorization.k8s.io/v1beta1 1.19 1.22 authorization.k8s.io/v1 LocalSubjectAccessReview
        authorization.k8s.io/v1beta1 1.19 1.22 authorization.k8s.io/v1 SelfSubjectAccessReview SelfSubjectRulesReview
        authorization.k8s.io/v1beta1 1.19 1.22 authorization.k8s.io/v1 SubjectAccessReview
        batch/v1beta1 1.21 1.25 batch/v1 CronJob*
        certificates.k8s.io/v1alpha1 1.34 1.37 - ClusterTrustBundle*
        certificates.k8s.io/v1beta1 1.19 1.22 certificates.k8s.io/v1 CertificateSigningRequest*
        certificates.k8s.io/v1beta1 1.37 1.40 certificates.k8s.io/v1 ClusterTrustBundle* PodCertificateRequest*
        coordination.k8s.io/v1alpha2 1.35 1.38 - LeaseCandidate*
        coordination.k8s.io/v1beta1 1.19 1.22 coordination.k8s.io/v1 Lease*
        coordination.k8s.io/v1beta1 1.36 1.39 - LeaseCandidate*
        v1 1.33 - discovery.k8s.io/v1 Endpoints=EndpointSlice EndpointsList=EndpointSliceList
        discovery.k8s.io/v1beta1 1.21 1.25 discovery.k8s.io/v1 EndpointSlice EndpointSliceList=EndpointSlice
        events.k8s.io/v1beta1 1.22 1.25 - Event*
        extensions/v1beta1 1.8 1.16 apps/v1 DaemonSet* Deployment* ReplicaSet*
        extensions/v1beta1 1.8 1.16 - DeploymentRollback
        extensions/v1beta1 1.14 1.22 networking.k8s.io/v1 Ingress*
        extensions/v1beta1 1.9 1.16 networking.k8s.io/v1 NetworkPolicy*
        extensions/v1beta1 1.2 1.16 - Scale
        flowcontrol.apiserver.k8s.io/v1beta1 1.23 1.26 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema*
        flowcontrol.apiserver.k8s.io/v1beta1 1.23 1.26 flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration*
        flowcontrol.apiserver.k8s.io/v1beta2 1.26 1.29 flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema*
        flowcontrol.apiserver.k8s.io/v1beta2 1.26 1.29 flowcontrol.apiserver.k8s.io/v1beta3 PriorityLevelConfiguration*
        flowcontrol.apiserver.k8s.io/v1beta3 1.29 1.32 flowcontrol.apiserver.k8s.io/v1 FlowSchema*
        flowcontrol.apiserver.k8s.io/v1beta3 1.29 1.32 flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration*
        lifecycle.k8s.io/v1alpha1 1.40 1.43 - Eviction* EvictionRequest*
        networking.k8s.io/v1beta1 1.34 1.37 - IPAddress* ServiceCIDR*
        networking.k8s.io/v1beta1 1.19 1.22 networking.k8s.io/v1 Ingress* IngressClass=IngressClassList
        networking.k8s.io/v1beta1 1.19 1.22 networking.k8s.io/v1 IngressClassList
        node.k8s.io/v1beta1 1.22 1.25 - RuntimeClass*
        policy/v1beta1 1.22 1.25 - Eviction
        policy/v1beta1 1.21 1.25 policy/v1 PodDisruptionBudget*
        rbac.authorization.k8s.io/v1beta1 1.17 1.22 rbac.authorization.k8s.io/v1 ClusterRole* ClusterRoleBinding*
        rbac.authorization.k8s.io/v1beta1 1.17 1.22 rbac.authorization.k8s.io/v1 Role* RoleBinding*
        resource.k8s.io/v1alpha3 1.36 1.39 - DeviceTaintRule*
        resource.k8s.io/v1alpha3 1.39 1.42 - ResourcePoolStatusRequest*
        resource.k8s.io/v1beta1 1.35 1.38 - DeviceClass* ResourceClaim* ResourceClaimTemplate* ResourceSlice*
        resource.k8s.io/v1beta2 1.36 1.39 - DeviceClass* ResourceClaim* ResourceClaimTemplate* ResourceSlice*
        resource.k8s.io/v1beta2 1.39 1.42 - DeviceTaintRule*
        scheduling.k8s.io/v1beta1 1.40 1.43 - PodGroup* Workload*
        scheduling.k8s.io/v1beta1 1.14 1.22 scheduling.k8s.io/v1 PriorityClass*
        storage.k8s.io/v1alpha1 1.21 1.24 storage.k8s.io/v1beta1 CSIStorageCapacity*
        storage.k8s.io/v1alpha1 1.21 1.24 storage.k8s.io/v1 VolumeAttachment*
        storage.k8s.io/v1alpha1 1.32 1.35 storage.k8s.io/v1 VolumeAttributesClass*
        storage.k8s.io/v1beta1 1.19 1.22 storage.k8s.io/v1 CSIDriver* StorageClass* VolumeAttachment*
        storage.k8s.io/v1beta1 1.17 1.22 storage.k8s.io/v1 CSINode CSINodeList=CSINode
        storage.k8s.io/v1beta1 1.24 1.27 storage.k8s.io/v1 CSIStorageCapacity*
        storage.k8s.io/v1beta1 1.34 1.37 storage.k8s.io/v1 VolumeAttributesClass*
        storagemigration.k8s.io/v1beta1 1.37 1.40 storagemigration.k8s.io/v1 StorageVersionMigration*
        """
}
