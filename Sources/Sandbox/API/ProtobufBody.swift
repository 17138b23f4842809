import Formats
import Value

/// Reads objects in Kubernetes' protocol buffers form: kubectl and Helm send the types that they know so.
///
/// Only fields of the table are read. A field that is not there is an error, never left out in silence.
enum ProtobufBody {
    static let contentType = "application/vnd.kubernetes.protobuf"

    static func decode(_ bytes: [UInt8]) throws -> Value {
        guard bytes.starts(with: [0x6B, 0x38, 0x73, 0x00]) else {
            throw StatusError.badRequest("the object provided is not in the Kubernetes protobuf form")
        }
        do {
            return try envelope(bytes[4...])
        } catch is ProtobufReader.Malformed {
            throw StatusError.badRequest("the object provided is not a well-formed protobuf message")
        }
    }

    private static func envelope(_ bytes: ArraySlice<UInt8>) throws -> Value {
        var reader = ProtobufReader(bytes)
        var apiVersion = ""
        var kind = ""
        var raw: ArraySlice<UInt8> = []
        while let field = try reader.next() {
            guard case .bytes(let content) = field.payload else { continue }
            switch field.number {
            case 1:
                var type = ProtobufReader(content)
                while let part = try type.next() {
                    guard case .bytes(let text) = part.payload else { continue }
                    if part.number == 1 { apiVersion = String(decoding: text, as: UTF8.self) }
                    if part.number == 2 { kind = String(decoding: text, as: UTF8.self) }
                }
            case 2: raw = content
            default: break
            }
        }
        guard let message = messages[kind] else {
            throw StatusError(
                code: 415, reason: "UnsupportedMediaType",
                message: "the sandbox does not read \(kind) in protobuf: send it as JSON, such as with 'kubectl apply'")
        }
        var value = try object(raw, message, kind, depth: 0)
        value[at: "apiVersion"] = .string(apiVersion)
        value[at: "kind"] = .string(kind)
        return value
    }

    private struct Message: Sendable {
        var fields: [Int: (name: String, type: String)]
    }

    private static let messages: [String: Message] = {
        var result: [String: Message] = [:]
        for line in table.split(separator: "\n") {
            let halves = line.split(separator: "=", maxSplits: 1)
            var fields: [Int: (name: String, type: String)] = [:]
            for field in halves[1].split(separator: "|") {
                let words = field.split(separator: " ").map(String.init)
                precondition(words.count == 3, "a field is a number, a name and a type: \(field)")
                fields[Int(words[0]) ?? 0] = (words[1], words[2])
            }
            result[String(halves[0].split(separator: " ")[0])] = Message(fields: fields)
        }
        return result
    }()

    /// `Name = number field type | …`. Types: `s` string, `i` and `b` number and flag without meaning when zero, `I` and
    /// `B` with, `y` bytes, `t` time, `m` time with microseconds, `q` quantity, `o` int or string, `-` nothing to read;
    /// `[T]` a list, `{T}` a map from strings, or the name of a message.
    private static let table = """
        OwnerReference = 1 kind s | 3 name s | 4 uid s | 5 apiVersion s | 6 controller B | 7 blockOwnerDeletion B
        ObjectMeta = 1 name s | 2 generateName s | 3 namespace s | 4 selfLink s | 5 uid s | 6 resourceVersion s | \
        7 generation i | 8 creationTimestamp t | 9 deletionTimestamp t | 10 deletionGracePeriodSeconds I | 11 labels {s} | \
        12 annotations {s} | 13 ownerReferences [OwnerReference] | 14 finalizers [s] | 17 managedFields -
        NamespaceSpec = 1 finalizers [s]
        Namespace = 1 metadata ObjectMeta | 2 spec NamespaceSpec | 3 status -
        Secret = 1 metadata ObjectMeta | 2 data {y} | 3 type s | 4 stringData {s} | 5 immutable B
        ConfigMap = 1 metadata ObjectMeta | 2 data {s} | 3 binaryData {y} | 4 immutable B
        Local = 1 name s
        Reference = 1 kind s | 2 namespace s | 3 name s | 4 uid s | 5 apiVersion s | 6 resourceVersion s | 7 fieldPath s
        ServiceAccount = 1 metadata ObjectMeta | 2 secrets [Reference] | 3 imagePullSecrets [Local] | \
        4 automountServiceAccountToken B
        ResourceAttributes = 1 namespace s | 2 verb s | 3 group s | 4 version s | 5 resource s | 6 subresource s | 7 name s
        NonResourceAttributes = 1 path s | 2 verb s
        AccessSpec = 1 resourceAttributes ResourceAttributes | 2 nonResourceAttributes NonResourceAttributes
        SelfSubjectAccessReview = 1 metadata ObjectMeta | 2 spec AccessSpec | 3 status -
        RulesSpec = 1 namespace s
        SelfSubjectRulesReview = 1 metadata ObjectMeta | 2 spec RulesSpec | 3 status -
        SelfSubjectReview = 1 metadata ObjectMeta | 2 status -
        Preconditions = 1 uid s | 2 resourceVersion s
        DeleteOptions = 1 gracePeriodSeconds I | 2 preconditions Preconditions | 3 orphanDependents B | \
        4 propagationPolicy s | 5 dryRun [s] | 6 ignoreStoreReadErrorWithClusterBreakingPotential B
        Eviction = 1 metadata ObjectMeta | 2 deleteOptions DeleteOptions
        Requirement = 1 key s | 2 operator s | 3 values [s]
        LabelSelector = 1 matchLabels {s} | 2 matchExpressions [Requirement]
        ContainerPort = 1 name s | 2 hostPort i | 3 containerPort i | 4 protocol s | 5 hostIP s
        KeyRef = 1 localObjectReference -Local | 2 key s | 3 optional B
        EnvSource = 3 configMapKeyRef KeyRef | 4 secretKeyRef KeyRef
        EnvVar = 1 name s | 2 value s | 3 valueFrom EnvSource
        LocalSource = 1 localObjectReference -Local | 2 optional B
        EnvFrom = 1 prefix s | 2 configMapRef LocalSource | 3 secretRef LocalSource
        Resources = 1 limits {q} | 2 requests {q}
        Container = 1 name s | 2 image s | 3 command [s] | 4 args [s] | 5 workingDir s | 6 ports [ContainerPort] | \
        7 env [EnvVar] | 8 resources Resources | 13 terminationMessagePath s | 14 imagePullPolicy s | 16 stdin b | \
        17 stdinOnce b | 18 tty b | 19 envFrom [EnvFrom] | 20 terminationMessagePolicy s
        Toleration = 1 key s | 2 operator s | 3 value s | 4 effect s | 5 tolerationSeconds I
        PodSpec = 2 containers [Container] | 3 restartPolicy s | 4 terminationGracePeriodSeconds I | \
        5 activeDeadlineSeconds I | 6 dnsPolicy s | 7 nodeSelector {s} | 8 serviceAccountName s | 9 serviceAccount s | \
        10 nodeName s | 11 hostNetwork b | 12 hostPID b | 13 hostIPC b | 14 securityContext - | \
        15 imagePullSecrets [Local] | 16 hostname s | 17 subdomain s | 19 schedulerName s | \
        20 initContainers [Container] | 21 automountServiceAccountToken B | 22 tolerations [Toleration] | \
        24 priorityClassName s
        Pod = 1 metadata ObjectMeta | 2 spec PodSpec | 3 status -
        Template = 1 metadata ObjectMeta | 2 spec PodSpec
        JobSpec = 1 parallelism I | 2 completions I | 3 activeDeadlineSeconds I | 4 selector LabelSelector | \
        5 manualSelector B | 6 template Template | 7 backoffLimit I | 8 ttlSecondsAfterFinished I | 9 completionMode s | \
        10 suspend B
        Job = 1 metadata ObjectMeta | 2 spec JobSpec | 3 status -
        RollingUpdate = 1 maxUnavailable o | 2 maxSurge o
        Strategy = 1 type s | 2 rollingUpdate RollingUpdate
        DeploymentSpec = 1 replicas I | 2 selector LabelSelector | 3 template Template | 4 strategy Strategy | \
        5 minReadySeconds i | 6 revisionHistoryLimit I | 7 paused b | 9 progressDeadlineSeconds I
        Deployment = 1 metadata ObjectMeta | 2 spec DeploymentSpec | 3 status -
        ServicePort = 1 name s | 2 protocol s | 3 port i | 4 targetPort o | 5 nodePort i | 6 appProtocol s
        ServiceSpec = 1 ports [ServicePort] | 2 selector {s} | 3 clusterIP s | 4 type s | 5 externalIPs [s] | \
        7 sessionAffinity s | 8 loadBalancerIP s | 9 loadBalancerSourceRanges [s] | 10 externalName s | \
        11 externalTrafficPolicy s | 12 healthCheckNodePort i | 13 publishNotReadyAddresses b | 17 ipFamilyPolicy s | \
        18 clusterIPs [s] | 19 ipFamilies [s] | 22 internalTrafficPolicy s
        Service = 1 metadata ObjectMeta | 2 spec ServiceSpec | 3 status -
        ScaleSpec = 1 replicas i
        Scale = 1 metadata ObjectMeta | 2 spec ScaleSpec | 3 status -
        PolicyRule = 1 verbs [s] | 2 apiGroups [s] | 3 resources [s] | 4 resourceNames [s] | 5 nonResourceURLs [s]
        Role = 1 metadata ObjectMeta | 2 rules [PolicyRule]
        ClusterRole = 1 metadata ObjectMeta | 2 rules [PolicyRule]
        Subject = 1 kind s | 2 apiGroup s | 3 name s | 4 namespace s
        RoleRef = 1 apiGroup s | 2 kind s | 3 name s
        RoleBinding = 1 metadata ObjectMeta | 2 subjects [Subject] | 3 roleRef RoleRef
        ClusterRoleBinding = 1 metadata ObjectMeta | 2 subjects [Subject] | 3 roleRef RoleRef
        LeaseSpec = 1 holderIdentity s | 2 leaseDurationSeconds I | 3 acquireTime m | 4 renewTime m | 5 leaseTransitions I
        Lease = 1 metadata ObjectMeta | 2 spec LeaseSpec
        """

    private static func object(
        _ bytes: ArraySlice<UInt8>, _ message: Message, _ name: String, depth: Int
    ) throws -> Value {
        guard depth < SandboxLimits.depth else { throw ProtobufReader.Malformed() }
        var reader = ProtobufReader(bytes)
        var result = Object()
        while let field = try reader.next() {
            guard let (key, type) = message.fields[field.number] else {
                throw StatusError(
                    code: 415, reason: "UnsupportedMediaType",
                    message:
                        "the sandbox does not read field \(field.number) of \(name) in protobuf: send it as JSON, such as with 'kubectl apply'"
                )
            }
            if type.hasPrefix("[") {
                // Lists keep their empty elements.
                let element = try value(
                    field.payload, String(type.dropFirst().dropLast()), depth: depth, isElement: true)
                result[key] = .array((result[key]?.array ?? []) + [element ?? .object([:])])
            } else if type.hasPrefix("{") {
                let (name, element) = try entry(field.payload, String(type.dropFirst().dropLast()), depth: depth)
                var map = result[key]?.object ?? [:]
                map[name] = element
                result[key] = .object(map)
            } else if type.hasPrefix("-"), type.count > 1 {
                // An embedded struct: its members belong to this object.
                let inner = try value(field.payload, String(type.dropFirst()), depth: depth, isElement: true)
                for (name, member) in inner?.object ?? [:] { result[name] = member }
            } else if let member = try value(field.payload, type, depth: depth, isElement: false) {
                result[key] = member
            }
        }
        return .object(result)
    }

    private static func entry(
        _ payload: ProtobufReader.Payload, _ type: String, depth: Int
    ) throws -> (String, Value) {
        guard case .bytes(let bytes) = payload else { throw ProtobufReader.Malformed() }
        var reader = ProtobufReader(bytes)
        var key = ""
        var element: Value = .string("")
        while let field = try reader.next() {
            if field.number == 1, case .bytes(let text) = field.payload { key = String(decoding: text, as: UTF8.self) }
            if field.number == 2, let found = try value(field.payload, type, depth: depth, isElement: true) {
                element = found
            }
        }
        return (key, element)
    }

    /// Nil where the sender had nothing to say: it writes empty texts and zeros of what is not set.
    private static func value(
        _ payload: ProtobufReader.Payload, _ type: String, depth: Int, isElement: Bool
    ) throws -> Value? {
        switch (type, payload) {
        case ("-", _): return nil
        case ("s", .bytes(let bytes)):
            return bytes.isEmpty && !isElement ? nil : .string(String(decoding: bytes, as: UTF8.self))
        case ("y", .bytes(let bytes)): return .string(Base64.encode(Array(bytes)))
        case ("i", .number(let number)): return number == 0 ? nil : .integer(Int64(truncatingIfNeeded: number))
        case ("I", .number(let number)): return .integer(Int64(truncatingIfNeeded: number))
        case ("b", .number(let number)): return number == 0 ? nil : true
        case ("B", .number(let number)): return .bool(number != 0)
        case ("q", .bytes(let bytes)): return try parts(bytes).texts[1].map(Value.string)
        case ("o", .bytes(let bytes)):
            let (numbers, texts) = try parts(bytes)
            return numbers[1] == 1 ? .string(texts[3] ?? "") : .integer(Int64(truncatingIfNeeded: numbers[2] ?? 0))
        case ("t", .bytes(let bytes)), ("m", .bytes(let bytes)):
            let numbers = try parts(bytes).numbers
            guard let seconds = numbers[1].map({ Int64(truncatingIfNeeded: $0) }), seconds > 0 else { return nil }
            let time = Timestamp(seconds: seconds, nanoseconds: Int64(truncatingIfNeeded: numbers[2] ?? 0))
            return .string(type == "m" ? time.microText : time.text)
        case (_, .bytes(let bytes)):
            guard let message = messages[type] else { throw ProtobufReader.Malformed() }
            let result = try object(bytes, message, type, depth: depth + 1)
            return result.object?.isEmpty == true && !isElement ? nil : result
        default: throw ProtobufReader.Malformed()
        }
    }

    private static func parts(
        _ bytes: ArraySlice<UInt8>
    ) throws -> (numbers: [Int: UInt64], texts: [Int: String]) {
        var reader = ProtobufReader(bytes)
        var numbers: [Int: UInt64] = [:]
        var texts: [Int: String] = [:]
        while let field = try reader.next() {
            switch field.payload {
            case .number(let number): numbers[field.number] = number
            case .bytes(let text): texts[field.number] = String(decoding: text, as: UTF8.self)
            }
        }
        return (numbers, texts)
    }
}
