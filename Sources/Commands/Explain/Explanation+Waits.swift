import Waiting

extension Explanation {
    static let waits = Fault.Cause.allCases.map { cause in
        Explanation(
            topic: .wait, name: cause.rawValue, words: words(of: cause), aliases: clusterWords[cause] ?? [])
    }

    /// What Kubernetes calls them.
    private static let clusterWords: [Fault.Cause: [String]] = [
        .imagePull: ["ImagePullBackOff", "ErrImagePull", "InvalidImageName"],
        .crashLoop: ["CrashLoopBackOff"], .outOfMemory: ["OOMKilled"],
        .containerConfiguration: ["CreateContainerConfigError"], .notCreated: ["FailedCreate"],
        .progressDeadline: ["ProgressDeadlineExceeded"], .volume: ["FailedMount", "FailedAttachVolume"],
        .failingProbe: ["Unhealthy"], .apiServiceUnavailable: ["FailedDiscoveryCheck"],
    ]

    private static func words(of cause: Fault.Cause) -> Words {
        switch cause {
        case .reported:
            Words(
                "the object's own controller says that it has failed", why: "its status has the reason",
                next: "read the controller's words in the message, and its log")
        case .trouble:
            Words(
                "it is in a state that mostly passes, and has lasted too long", why: "what it waits for does not come",
                next: "look at the conditions of the object, and at its pods")
        case .runFailed:
            Words(
                "a Job or Pod that had to end well ended badly",
                why: "its program failed, or ran out of time or memory",
                next: "read its log, then run it again: it starts afresh")
        case .deleted:
            Words(
                "somebody removed it while it was waited for", why: "another run, another tool or a person deleted it",
                next: "run the same command again")
        case .namesNotAccepted:
            Words(
                "a CRD is refused its names", why: "another CRD of its group has the same plural, kind or short name",
                next: "remove one of the two, or the operator that brought it")
        case .failed:
            Words(
                "its status says that it has failed", why: "the generic rules of Kubernetes' conditions read it so",
                next: "look at it: kubectl describe")
        case .progressDeadline:
            Words(
                "a rollout has not gone on for as long as it may stand still",
                why: "new pods do not become ready", next: "look at its pods: kubectl describe pods")
        case .notCreated:
            Words(
                "pods are not even created",
                why: "a ResourceQuota is used up, a LimitRange or an admission webhook refuses them",
                next: "groundcrew preflight --only quotas --only limit-ranges --only admission says which",
                "give the namespace more, or ask for less")
        case .jobCannotStart:
            Words(
                "a Job's pods are refused or held", why: "a quota, admission or suspension",
                next: "see what refuses or holds its pods: kubectl describe job")
        case .imagePull:
            Words(
                "an image cannot be pulled", why: "its name or tag is wrong",
                "the registry wants a login that the pod does not have",
                "nodes cannot reach the registry",
                next: "groundcrew preflight --only pull-secrets --only registries looks at both",
                "name a mirror under registries in a bootstrap file")
        case .containerConfiguration:
            Words(
                "a container cannot be made as it is described",
                why: "a Secret or ConfigMap that it names is missing, or has no such key",
                next: "create what the message names, in the pod's namespace")
        case .outOfMemory:
            Words(
                "a container was ended because it used more memory than it may",
                why: "the limit is too low for the model, its context or its batches",
                next: "give it more memory (resources.memory), or a shorter context (contextLength)")
        case .crashLoop:
            Words(
                "a container ends again and again",
                why: "its program fails at its start: wrong arguments, a missing file, no device",
                next: "read the end of its log in the message",
                "groundcrew deployments logs NAME -p shows the log of the run before")
        case .unschedulable:
            Words(
                "no node can ever take the pod as the nodes are",
                why: "selectors, taints or affinity fit no node", "no node is large enough, or has such a device",
                next: "groundcrew preflight --category accelerators --category pod says which",
                "label, untaint or add nodes, or change the deployment's nodeSelector and tolerations")
        case .awaitsCapacity:
            Words(
                "nodes that would do are full, or some are being added", why: "other pods hold what it needs",
                next: "wait, or stop what holds it: groundcrew status shows who has the accelerators")
        case .webhookUnanswered:
            Words(
                "a webhook's Service has no ready pod", why: "the operator behind it does not run",
                next: "see why the pods behind its Service are not ready",
                "groundcrew preflight --only webhooks tells all of them")
        case .certificateMissing:
            Words(
                "a webhook has no authority to be trusted by",
                why: "cert-manager or the operator has not put it in yet",
                next: "look at cert-manager's or the operator's log")
        case .apiServiceUnavailable:
            Words(
                "an aggregated API does not answer", why: "the Service behind the APIService has no ready pod",
                next: "see why it does not answer: kubectl describe apiservice",
                "groundcrew preflight --only api-services tells all of them")
        case .volume:
            Words(
                "a volume does not come", why: "no StorageClass makes it, or none does on the pod's node",
                "another pod holds it on another node",
                next: "groundcrew preflight --only storage-class looks at the classes", "kubectl describe pvc")
        case .evicted:
            Words(
                "a node threw the pod out", why: "the node ran short of memory or disk, or was drained",
                next: "ask for what the pod really takes, or add room on the node")
        case .failingProbe:
            Words(
                "a container runs and does not answer its probe", why: "it is still loading, or hangs",
                next: "read its log; a model that loads from far away takes its time")
        case .pullingImage:
            Words(
                "no fault: an image is on its way", why: "images of engines have many gigabytes",
                next: "wait, or bring the image nearer with a mirror")
        }
    }
}
