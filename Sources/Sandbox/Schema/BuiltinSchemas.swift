import Value

/// The shapes of built-in types, in a text of our own: enough for defaults, strict field checks, merging and ownership.
///
/// One type a line: `Name = field type | field type …`. A field ends in `!` when it is required. A type is one of
/// `string int number bool any time quantity ios` (int or string), the name of another type, `[T]` or `{T}`.
/// After a list come `@key,key` for associative lists and `#` for sets; `~` marks an atomic map; `=x` is a default.
enum BuiltinSchemas {
    /// The schema of a built-in kind; permissive where nothing is written down.
    static func schema(_ resource: ResourceDefinition) -> Schema { byKind[resource.kind] ?? permissive }

    static let permissive = Schema(
        .object, properties: ["metadata": compiled.types["ObjectMeta"] ?? .any], preservesUnknown: true)

    static let objectMeta: Schema = {
        let meta = compiled.types["ObjectMeta"] ?? .any
        return Schema(.object, properties: meta.properties, propertyOrder: meta.propertyOrder, isInline: true)
    }()

    private static let inlineFields: Set<String> = [
        "metadata", "spec", "status", "template", "jobTemplate", "strategy", "updateStrategy", "containers",
    ]

    private static let compiled = Compiler(text)
    private static let byKind: [String: Schema] = compiled.types

    private static let text = """
        OwnerReference = apiVersion! string | kind! string | name! string | uid! string | controller bool | \
        blockOwnerDeletion bool
        ObjectMeta = name string | generateName string | namespace string | selfLink string | uid string | \
        resourceVersion string | generation int | creationTimestamp time | deletionTimestamp time | \
        deletionGracePeriodSeconds int | labels {string} | annotations {string} | \
        ownerReferences [OwnerReference~]@uid | finalizers [string]# | managedFields [any]
        Condition = type! string | status! string | reason string | message string | lastTransitionTime time | \
        lastUpdateTime time | lastProbeTime time | lastHeartbeatTime time | observedGeneration int
        LabelSelector = matchLabels {string} | matchExpressions [any]
        KeyRef = name string | key! string | optional bool
        ObjectFieldRef = apiVersion string=v1 | fieldPath! string
        ResourceFieldRef = containerName string | resource! string | divisor quantity
        EnvSource = configMapKeyRef KeyRef~ | secretKeyRef KeyRef~ | fieldRef ObjectFieldRef~ | \
        resourceFieldRef ResourceFieldRef~ | fileKeyRef any
        EnvVar = name! string | value string | valueFrom EnvSource
        LocalRef = name string | optional bool
        NameRef = name string
        EnvFrom = prefix string | configMapRef LocalRef | secretRef LocalRef
        ContainerPort = name string | containerPort! int | hostPort int | hostIP string | protocol string=TCP
        ResourceClaimRef = name! string | request string
        Resources = limits {quantity} | requests {quantity} | claims [ResourceClaimRef]@name
        VolumeMount = name! string | mountPath! string | readOnly bool | subPath string | subPathExpr string | \
        mountPropagation string | recursiveReadOnly string
        VolumeDevice = name! string | devicePath! string
        HTTPHeader = name! string | value! string
        HTTPGet = path string=/ | port! ios | host string | scheme string=HTTP | httpHeaders [HTTPHeader]
        ExecAction = command [string]
        TCPSocket = port! ios | host string
        GRPCAction = port! int | service string
        Probe = exec ExecAction | httpGet HTTPGet | tcpSocket TCPSocket | grpc GRPCAction | initialDelaySeconds int | \
        timeoutSeconds int=1 | periodSeconds int=10 | successThreshold int=1 | failureThreshold int=3 | \
        terminationGracePeriodSeconds int
        Capabilities = add [string] | drop [string]
        SecurityContext = capabilities Capabilities | privileged bool | seLinuxOptions any | windowsOptions any | \
        runAsUser int | runAsGroup int | runAsNonRoot bool | readOnlyRootFilesystem bool | \
        allowPrivilegeEscalation bool | procMount string | seccompProfile any | appArmorProfile any
        Container = name! string | image string | command [string] | args [string] | workingDir string | \
        ports [ContainerPort]@containerPort,protocol | envFrom [EnvFrom] | env [EnvVar]@name | resources Resources={} | \
        resizePolicy [any] | restartPolicy string | restartPolicyRules [any] | volumeMounts [VolumeMount]@mountPath | \
        volumeDevices [VolumeDevice]@devicePath | livenessProbe Probe | readinessProbe Probe | startupProbe Probe | \
        lifecycle any | terminationMessagePath string=/dev/termination-log | terminationMessagePolicy string=File | \
        imagePullPolicy string | securityContext SecurityContext | stdin bool | stdinOnce bool | tty bool | \
        targetContainerName string
        KeyToPath = key! string | path! string | mode int
        ConfigMapVolume = name string | items [KeyToPath] | defaultMode int=420 | optional bool
        SecretVolume = secretName string | items [KeyToPath] | defaultMode int=420 | optional bool
        EmptyDir = medium string | sizeLimit quantity
        HostPath = path! string | type string
        ClaimVolume = claimName! string | readOnly bool
        Volume = name! string | hostPath HostPath | emptyDir EmptyDir | secret SecretVolume | \
        configMap ConfigMapVolume | persistentVolumeClaim ClaimVolume | projected any | downwardAPI any | csi any | \
        ephemeral any | nfs any | image any | iscsi any | fc any | azureFile any | azureDisk any | rbd any | cephfs any | \
        awsElasticBlockStore any | gcePersistentDisk any | gitRepo any | glusterfs any | portworxVolume any | \
        vsphereVolume any | flexVolume any | flocker any | cinder any | quobyte any | photonPersistentDisk any | \
        scaleIO any | storageos any
        Toleration = key string | operator string | value string | effect string | tolerationSeconds int
        TopologySpread = maxSkew! int | topologyKey! string | whenUnsatisfiable! string | labelSelector LabelSelector~ | \
        minDomains int | nodeAffinityPolicy string | nodeTaintsPolicy string | matchLabelKeys [string]
        HostAlias = ip! string | hostnames [string]
        PodSecurity = seLinuxOptions any | windowsOptions any | runAsUser int | runAsGroup int | runAsNonRoot bool | \
        supplementalGroups [int] | supplementalGroupsPolicy string | fsGroup int | sysctls [any] | \
        fsGroupChangePolicy string | seccompProfile any | appArmorProfile any | seLinuxChangePolicy string
        PodResourceClaim = name! string | resourceClaimName string | resourceClaimTemplateName string | source any
        Gate = name! string
        PodSpec = volumes [Volume]@name | initContainers [Container]@name | containers! [Container]@name | \
        ephemeralContainers [Container]@name | restartPolicy string=Always | terminationGracePeriodSeconds int=30 | \
        activeDeadlineSeconds int | dnsPolicy string=ClusterFirst | nodeSelector {string}~ | serviceAccountName string | \
        serviceAccount string | automountServiceAccountToken bool | nodeName string | hostNetwork bool | hostPID bool | \
        hostIPC bool | shareProcessNamespace bool | securityContext PodSecurity={} | imagePullSecrets [NameRef~]@name | \
        hostname string | subdomain string | affinity any | schedulerName string=default-scheduler | \
        tolerations [Toleration] | hostAliases [HostAlias]@ip | priorityClassName string | priority int | \
        dnsConfig any | readinessGates [any] | runtimeClassName string | enableServiceLinks bool | \
        preemptionPolicy string | overhead {quantity} | \
        topologySpreadConstraints [TopologySpread]@topologyKey,whenUnsatisfiable | setHostnameAsFQDN bool | os any | \
        hostUsers bool | schedulingGates [Gate]@name | resourceClaims [PodResourceClaim]@name | resources Resources | \
        hostnameOverride string | workloadRef any
        PodIP = ip string
        PodStatus = phase string | conditions [Condition]@type | message string | reason string | \
        nominatedNodeName string | hostIP string | hostIPs [any] | podIP string | podIPs [PodIP]@ip | startTime time | \
        initContainerStatuses [any] | containerStatuses [any] | ephemeralContainerStatuses [any] | qosClass string | \
        resize string | resourceClaimStatuses [any] | observedGeneration int
        Pod = metadata ObjectMeta | spec PodSpec | status PodStatus
        Template = metadata ObjectMeta | spec PodSpec
        PodTemplate = metadata ObjectMeta | template Template
        RollingUpdate = maxSurge ios | maxUnavailable ios
        PartitionedUpdate = partition int | maxUnavailable ios
        DeploymentStrategy = type string=RollingUpdate | rollingUpdate RollingUpdate
        StatefulStrategy = type string=RollingUpdate | rollingUpdate PartitionedUpdate
        ClaimRetention = whenDeleted string=Retain | whenScaled string=Retain
        DeploymentSpec = replicas int=1 | selector! LabelSelector~ | template! Template | \
        strategy DeploymentStrategy={} | minReadySeconds int | revisionHistoryLimit int=10 | paused bool | \
        progressDeadlineSeconds int=600
        WorkloadStatus = observedGeneration int | replicas int | updatedReplicas int | readyReplicas int | \
        availableReplicas int | unavailableReplicas int | terminatingReplicas int | collisionCount int | \
        conditions [Condition]@type | fullyLabeledReplicas int | currentReplicas int | currentRevision string | \
        updateRevision string | currentNumberScheduled int | numberMisscheduled int | desiredNumberScheduled int | \
        numberReady int | updatedNumberScheduled int | numberAvailable int | numberUnavailable int
        Deployment = metadata ObjectMeta | spec DeploymentSpec | status WorkloadStatus
        ReplicaSetSpec = replicas int=1 | minReadySeconds int | selector! LabelSelector~ | template Template
        ReplicaSet = metadata ObjectMeta | spec ReplicaSetSpec | status WorkloadStatus
        StatefulSetSpec = replicas int=1 | selector! LabelSelector~ | template! Template | \
        volumeClaimTemplates [any] | serviceName string | podManagementPolicy string=OrderedReady | \
        updateStrategy StatefulStrategy={} | revisionHistoryLimit int=10 | minReadySeconds int | \
        persistentVolumeClaimRetentionPolicy ClaimRetention={} | ordinals any
        StatefulSet = metadata ObjectMeta | spec StatefulSetSpec | status WorkloadStatus
        DaemonSetSpec = selector! LabelSelector~ | template! Template | updateStrategy DeploymentStrategy={} | \
        minReadySeconds int | revisionHistoryLimit int=10
        DaemonSet = metadata ObjectMeta | spec DaemonSetSpec | status WorkloadStatus
        JobSpec = parallelism int=1 | completions int=1 | activeDeadlineSeconds int | podFailurePolicy any | \
        successPolicy any | backoffLimit int=6 | backoffLimitPerIndex int | maxFailedIndexes int | \
        selector LabelSelector~ | manualSelector bool | template! Template | ttlSecondsAfterFinished int | \
        completionMode string=NonIndexed | suspend bool=false | podReplacementPolicy string | managedBy string
        JobStatus = conditions [Condition]@type | startTime time | completionTime time | active int | succeeded int | \
        failed int | terminating int | ready int | completedIndexes string | failedIndexes string | \
        uncountedTerminatedPods any
        Job = metadata ObjectMeta | spec JobSpec | status JobStatus
        JobTemplate = metadata ObjectMeta | spec JobSpec
        CronJobSpec = schedule! string | timeZone string | startingDeadlineSeconds int | \
        concurrencyPolicy string=Allow | suspend bool=false | jobTemplate! JobTemplate | \
        successfulJobsHistoryLimit int=3 | failedJobsHistoryLimit int=1
        CronJob = metadata ObjectMeta | spec CronJobSpec | status any
        ServicePort = name string | protocol string=TCP | appProtocol string | port! int | targetPort ios | nodePort int
        ServiceSpec = ports [ServicePort]@port,protocol | selector {string}~ | clusterIP string | \
        clusterIPs [string] | type string=ClusterIP | externalIPs [string] | sessionAffinity string=None | \
        loadBalancerIP string | loadBalancerSourceRanges [string] | externalName string | \
        externalTrafficPolicy string | healthCheckNodePort int | publishNotReadyAddresses bool | \
        sessionAffinityConfig any | ipFamilies [string] | ipFamilyPolicy string | \
        allocateLoadBalancerNodePorts bool | loadBalancerClass string | internalTrafficPolicy string=Cluster | \
        trafficDistribution string
        ServiceStatus = loadBalancer any | conditions [Condition]@type
        Service = metadata ObjectMeta | spec ServiceSpec | status ServiceStatus
        ConfigMap = metadata ObjectMeta | data {string} | binaryData {string} | immutable bool
        Secret = metadata ObjectMeta | data {string} | stringData {string} | type string=Opaque | immutable bool
        SecretRef = name string | namespace string | apiVersion string | kind string | uid string | fieldPath string | \
        resourceVersion string
        ServiceAccount = metadata ObjectMeta | secrets [SecretRef~]@name | imagePullSecrets [NameRef~] | \
        automountServiceAccountToken bool
        NamespaceSpec = finalizers [string]
        NamespaceStatus = phase string | conditions [Condition]@type
        Namespace = metadata ObjectMeta | spec NamespaceSpec | status NamespaceStatus
        Taint = key! string | value string | effect! string | timeAdded time
        NodeSpec = podCIDR string | podCIDRs [string]# | providerID string | unschedulable bool | taints [Taint] | \
        configSource any | externalID string
        NodeAddress = type! string | address! string
        NodeStatus = capacity {quantity} | allocatable {quantity} | phase string | conditions [Condition]@type | \
        addresses [NodeAddress]@type | daemonEndpoints any | nodeInfo any | images [any] | volumesInUse [string] | \
        volumesAttached [any] | config any | runtimeHandlers [any] | features any | declaredFeatures [string]
        Node = metadata ObjectMeta | spec NodeSpec | status NodeStatus
        ClaimResources = limits {quantity} | requests {quantity}
        ClaimSpec = accessModes [string] | selector LabelSelector~ | resources ClaimResources | volumeName string | \
        storageClassName string | volumeMode string=Filesystem | dataSource any | dataSourceRef any | \
        volumeAttributesClassName string
        PersistentVolumeClaim = metadata ObjectMeta | spec ClaimSpec | status any
        StorageClass = metadata ObjectMeta | provisioner! string | parameters {string} | \
        reclaimPolicy string=Delete | mountOptions [string] | allowVolumeExpansion bool | \
        volumeBindingMode string=Immediate | allowedTopologies [any]
        PolicyRule = apiGroups [string] | resources [string] | verbs! [string] | resourceNames [string] | \
        nonResourceURLs [string]
        Role = metadata ObjectMeta | rules [PolicyRule]
        ClusterRole = metadata ObjectMeta | rules [PolicyRule] | aggregationRule any
        RoleRef = apiGroup string | kind! string | name! string
        Subject = kind! string | name! string | namespace string | apiGroup string
        RoleBinding = metadata ObjectMeta | subjects [Subject~] | roleRef! RoleRef~
        ClusterRoleBinding = metadata ObjectMeta | subjects [Subject~] | roleRef! RoleRef~
        EndpointPort = name string | port int | protocol string=TCP | appProtocol string
        EndpointSlice = metadata ObjectMeta | addressType! string | endpoints [any] | ports [EndpointPort~]
        LeaseSpec = holderIdentity string | leaseDurationSeconds int | acquireTime time | renewTime time | \
        leaseTransitions int | strategy string | preferredHolder string
        Lease = metadata ObjectMeta | spec LeaseSpec
        PriorityClass = metadata ObjectMeta | value int=0 | globalDefault bool | description string | \
        preemptionPolicy string=PreemptLowerPriority
        RuntimeClass = metadata ObjectMeta | handler! string | overhead any | scheduling any
        """

    /// Turns the text into schemas. The text is the sandbox's own, so a mistake in it is a programmer's error.
    private struct Compiler {
        private(set) var types: [String: Schema] = [:]

        init(_ text: String) {
            for line in text.split(separator: "\n") {
                let halves = line.split(separator: "=", maxSplits: 1)
                precondition(halves.count == 2, "no type in: \(line)")
                var properties: [String: Schema] = [:]
                var order: [String] = []
                var required: [String] = []
                for field in halves[1].split(separator: "|") {
                    let words = field.split(separator: " ")
                    precondition(words.count == 2, "a field is a name and a type: \(field)")
                    var name = String(words[0])
                    if name.hasSuffix("!") {
                        name.removeLast()
                        required.append(name)
                    }
                    properties[name] = type(words[1], isInline: inlineFields.contains(name))
                    order.append(name)
                }
                let name = String(halves[0].split(separator: " ")[0])
                types[name] = Schema(.object, properties: properties, propertyOrder: order, required: required)
            }
        }

        private func type(_ text: Substring, isInline: Bool = false) -> Schema {
            var text = text
            var defaultValue: Value?
            if let mark = text.firstIndex(of: "=") {
                defaultValue = value(String(text[text.index(after: mark)...]))
                text = text[..<mark]
            }
            let isAtomic = text.hasSuffix("~")
            if isAtomic { text.removeLast() }
            var listKind = Schema.ListKind.atomic
            if text.hasSuffix("#") {
                listKind = .set
                text.removeLast()
            } else if let mark = text.firstIndex(of: "@") {
                listKind = .map(keys: text[text.index(after: mark)...].split(separator: ",").map(String.init))
                text = text[..<mark]
            }
            if text.hasPrefix("[") {
                return Schema(
                    .array, isNullable: true, items: type(text.dropFirst().dropLast()), listKind: listKind,
                    isInline: isInline, defaultValue: defaultValue)
            }
            if text.hasPrefix("{") {
                return Schema(
                    .object, isNullable: true, additional: type(text.dropFirst().dropLast()), isAtomicMap: isAtomic,
                    defaultValue: defaultValue)
            }
            switch text {
            case "any": return .any
            case "string", "time": return Schema(.string, isNullable: true, defaultValue: defaultValue)
            case "int": return Schema(.integer, isNullable: true, defaultValue: defaultValue)
            case "number": return Schema(.number, isNullable: true, defaultValue: defaultValue)
            case "bool": return Schema(.boolean, isNullable: true, defaultValue: defaultValue)
            case "quantity": return Schema(.quantity, isNullable: true, defaultValue: defaultValue)
            case "ios": return Schema(.intOrString, isNullable: true, defaultValue: defaultValue)
            default:
                guard let named = types[String(text)] else { preconditionFailure("no type \(text)") }
                return Schema(
                    .object, isNullable: true, properties: named.properties, propertyOrder: named.propertyOrder,
                    isAtomicMap: isAtomic, isInline: isInline, required: named.required, defaultValue: defaultValue)
            }
        }

        private func value(_ text: String) -> Value {
            switch text {
            case "{}": .object([:])
            case "true": true
            case "false": false
            default: Int64(text).map(Value.integer) ?? .string(text)
            }
        }
    }
}
