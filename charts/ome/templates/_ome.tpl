{{/* The deployment's name. Its Service bears it, too, and OME takes no dots. */}}
{{- define "ome.name" -}}
{{- if not (regexMatch "^[a-z]([-a-z0-9]*[a-z0-9])?$" .Release.Name) -}}
{{- fail (printf "the name %s is not a DNS label that begins with a letter, as OME wants it" .Release.Name) -}}
{{- end -}}
{{ .Release.Name }}
{{- end -}}

{{/* Refuses what does not go together. */}}
{{- define "ome.check" -}}
{{- $values := .Values -}}
{{- if and (eq $values.mode "disaggregated") (ne $values.engine "sglang") -}}
{{- fail (printf "mode disaggregated is not available with engine %s: OME splits prefill and decode with sglang alone" $values.engine) -}}
{{- end -}}
{{- if include "ome.isSpread" . -}}
{{- include "ome.checkSpread" . -}}
{{- end -}}
{{- with $values.baseModel -}}
{{- if and .existing (or .revision .downloadPolicy) -}}
{{- fail (printf "baseModel.%s is not for an existing base model, which says itself what it holds" (ternary "revision" "downloadPolicy" (ne .revision ""))) -}}
{{- end -}}
{{- end -}}
{{- with $values.autoscaling -}}
{{- if .enabled -}}
{{- if eq $values.mode "disaggregated" -}}
{{- fail "autoscaling.enabled is not available with mode disaggregated: prefill and decode would need numbers of their own" -}}
{{- end -}}
{{- if gt (int .minReplicas) (int .maxReplicas) -}}
{{- fail (printf "autoscaling.minReplicas is %d, and autoscaling.maxReplicas %d" (int .minReplicas) (int .maxReplicas)) -}}
{{- end -}}
{{- if not .prometheus -}}
{{- fail "autoscaling.enabled needs autoscaling.prometheus, the address that is asked how many requests wait" -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if $values.runtime -}}
{{- if or $values.resourceClaim.template $values.resourceClaim.deviceClass -}}
{{- fail (printf "resourceClaim is not for runtime %s, which says itself what its engine is given" $values.runtime) -}}
{{- end -}}
{{- $others := list "contextLength" "enforceEager" "enablePrefixCaching" "trustRemoteCode" "engineArgs" "env" "sharedMemory" -}}
{{- $others = concat $others (list "imagePullSecrets" "serviceAccountName" "runtimeClassName" "podSecurityContext" "securityContext") -}}
{{- range $name := $others -}}
{{- $value := get $values $name -}}
{{- if or $value (and (eq $name "enablePrefixCaching") (kindIs "bool" $value)) -}}
{{- fail (printf "%s is not for runtime %s, which says itself how its engine runs" $name $values.runtime) -}}
{{- end -}}
{{- end -}}
{{- with $values.image -}}
{{- if or .registry .repository .tag -}}
{{- fail (printf "image is not for runtime %s, which says itself how its engine runs" $values.runtime) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Whether a replica has pods on several nodes; empty if not. */}}
{{- define "ome.isSpread" -}}
{{- if gt (int .Values.multinode.nodeCount) 1 -}}true{{- end -}}
{{- end -}}

{{/* Refuses what does not go with several nodes. */}}
{{- define "ome.checkSpread" -}}
{{- $values := .Values -}}
{{- if $values.runtime -}}
{{- fail (printf "multinode.nodeCount is not for runtime %s, which says itself on how many nodes its engine runs" $values.runtime) -}}
{{- end -}}
{{- if ne $values.engine "sglang" -}}
{{- fail (printf "multinode.nodeCount is not available with engine %s: on several nodes sglang alone is run" $values.engine) -}}
{{- end -}}
{{- if not (include "ome.hasRouter" .) -}}
{{- fail "multinode.nodeCount needs a router, such as routerMode kv: OME's Service sends requests to all nodes of a replica, and the first alone answers" -}}
{{- end -}}
{{- if $values.autoscaling.enabled -}}
{{- fail "autoscaling.enabled is not available with multinode.nodeCount: OME has KEDA scale Deployments alone" -}}
{{- end -}}
{{- if lt (int $values.resources.gpu) 1 -}}
{{- fail "multinode.nodeCount needs resources.gpu of at least 1, the GPUs on each node" -}}
{{- end -}}
{{- /* A label of the pods holds the name of what makes them: lws-NAME-decoder-999 and a hash. */ -}}
{{- if gt (len .Release.Name) 36 -}}
{{- fail (printf "the name %s has %d characters; with multinode.nodeCount OME takes at most 36: give a shorter one" .Release.Name (len .Release.Name)) -}}
{{- end -}}
{{- end -}}

{{- define "ome.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "ome.image" -}}
{{- $known := dict "vllm" (list "docker.io" "vllm/vllm-openai" (printf "v%s" .Chart.AppVersion)) "sglang" (list "docker.io" "lmsysorg/sglang" "v0.5.23") -}}
{{- $own := get $known .Values.engine -}}
{{- $image := .Values.image -}}
{{ default (index $own 0) $image.registry }}/{{ default (index $own 1) $image.repository }}:{{ default (index $own 2) $image.tag }}
{{- end -}}

{{/*
Annotations of the service, as YAML. Those of KEDA are where OME looks for what they say: it passes kedaConfig on to no
engine.
*/}}
{{- define "ome.annotations" -}}
{{- $values := .Values -}}
{{- $annotations := dict -}}
{{- $model := default $values.modelId $values.servedModelName -}}
{{- if $values.runtime -}}
{{- /* The runtime's own arguments are not seen from here. */ -}}
{{- $_ := set $annotations "groundcrew/served-model-name" $model -}}
{{- end -}}
{{- with $values.autoscaling -}}
{{- if .enabled -}}
{{- $metric := ternary "sglang:num_queue_reqs" "vllm:num_requests_waiting" (eq $values.engine "sglang") -}}
{{- $query := printf "sum(%s{namespace=%q,model_name=%q})" $metric $.Release.Namespace $model -}}
{{- $_ := set $annotations "ome.io/autoscalerClass" "keda" -}}
{{- $_ := set $annotations "autoscaling.keda.sh/prometheus.serverAddress" .prometheus -}}
{{- $_ := set $annotations "autoscaling.keda.sh/prometheus.query" (default $query .query) -}}
{{- $_ := set $annotations "autoscaling.keda.sh/threshold" (toString (int .targetWaitingRequests)) -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := $values.annotations -}}{{- $_ := set $annotations $name $value -}}{{- end -}}
{{- with $annotations -}}{{ toYaml . }}{{- end -}}
{{- end -}}

{{/* Whether a router stands before the pods: where prefill and decode are apart always. */}}
{{- define "ome.hasRouter" -}}
{{- if or (eq .Values.mode "disaggregated") (ne .Values.routerMode "none") -}}true{{- end -}}
{{- end -}}

{{/* What holds the model, as a JSON list: component, role (empty for all of a request), replicas of each. */}}
{{- define "ome.workers" -}}
{{- $values := .Values -}}
{{- if eq $values.mode "disaggregated" -}}
{{- $prefill := ternary $values.replicas $values.prefillReplicas (kindIs "invalid" $values.prefillReplicas) -}}
{{- $decode := ternary $values.replicas $values.decodeReplicas (kindIs "invalid" $values.decodeReplicas) -}}
{{- $prefill = dict "component" "engine" "role" "prefill" "replicas" $prefill -}}
{{ list $prefill (dict "component" "decoder" "role" "decode" "replicas" $decode) | toJson }}
{{- else -}}
{{ list (dict "component" "engine" "role" "" "replicas" $values.replicas) | toJson }}
{{- end -}}
{{- end -}}

{{/* Where the weights come from, as a JSON object. */}}
{{- define "ome.storage" -}}
{{- $values := .Values -}}
{{- $uri := printf "hf://%s" $values.modelId -}}
{{- with $values.baseModel.revision -}}{{- $uri = printf "%s@%s" $uri . -}}{{- end -}}
{{- $storage := dict "storageUri" $uri -}}
{{- with $values.hfTokenSecret -}}
{{- $storage = merge $storage (dict "key" . "parameters" (dict "secretKey" "HF_TOKEN")) -}}
{{- end -}}
{{- with $values.nodeSelector -}}{{- $_ := set $storage "nodeSelector" . -}}{{- end -}}
{{- with $values.baseModel.downloadPolicy -}}{{- $_ := set $storage "downloadPolicy" . -}}{{- end -}}
{{ toJson $storage }}
{{- end -}}

{{/* The Secret of a model is looked for in the model's namespace, for one of the cluster in OME's. */}}
{{- define "ome.modelKind" -}}
{{ ternary "BaseModel" "ClusterBaseModel" (ne .Values.hfTokenSecret "") }}
{{- end -}}

{{/*
The base model's name: of the cluster, so the namespace belongs to it; a volume and a label bear it, too, so it has at most
63 characters. Agents download a model once, when it is new: other weights need another name.
*/}}
{{- define "ome.modelName" -}}
{{- if .Values.baseModel.existing -}}
{{ .Values.baseModel.existing }}
{{- else -}}
{{- $place := printf "%s/%s/%s" .Release.Namespace .Release.Name .Values.baseModel.root -}}
{{- $hash := printf "%s/%s" $place (include "ome.storage" .) | sha256sum | trunc 8 -}}
{{ printf "%s-%s" .Release.Namespace .Release.Name | trunc 54 | trimSuffix "-" }}-{{ $hash }}
{{- end -}}
{{- end -}}

{{/*
What a base model and a runtime for it have to say alike, as YAML. All of it is given, if only as empty: agents fill in
what is missing from the model's own files, and what fits no longer then is refused.
*/}}
{{- define "ome.format" -}}
modelFormat:
  name: safetensors
  version: "1.0.0"
modelFramework:
  name: transformers
modelArchitecture: ""
quantization: ""
{{- end -}}

{{/*
The runtime's name. OME does not look at a runtime again when it changes, but at a service that names another one; so the
name goes with all that pods are made from. Pods bear it as a label, which tells those of before from those of now.
*/}}
{{- define "ome.runtimeName" -}}
{{- if .Values.runtime -}}
{{ .Values.runtime }}
{{- else -}}
{{- $made := list (include "ome.runtimeSpec" . | fromYaml) (include "ome.modelName" .) -}}
{{- range include "ome.workers" . | fromJsonArray -}}
{{- $made = append $made (include "ome.placed" (dict "root" $ "role" .role) | fromYaml) -}}
{{- end -}}
{{ include "ome.name" . }}-{{ toJson $made | sha256sum | trunc 8 }}
{{- end -}}
{{- end -}}

{{/* The engine's arguments, as a YAML list. Context: root, role. */}}
{{- define "ome.args" -}}
{{- $args := include (printf "ome.args.%s" .root.Values.engine) . | fromJsonArray -}}
{{- range $name, $value := .root.Values.engineArgs -}}
{{- if kindIs "bool" $value -}}
{{- if $value -}}{{- $args = append $args (printf "--%s" $name) -}}{{- end -}}
{{- else -}}
{{- /* Numbers of a file are floats, and large ones would have an exponent. */ -}}
{{- $args = concat $args (list (printf "--%s" $name) (ternary $value (toJson $value) (kindIs "string" $value))) -}}
{{- end -}}
{{- end -}}
{{ toYaml $args }}
{{- end -}}

{{- define "ome.args.vllm" -}}
{{- $values := .root.Values -}}
{{- $args := list "$(MODEL_PATH)" "--served-model-name" (default $values.modelId $values.servedModelName) -}}
{{- $args = concat $args (list "--host" "0.0.0.0" "--port" "8080") -}}
{{- with int $values.resources.gpu -}}
{{- if gt . 1 -}}{{- $args = concat $args (list "--tensor-parallel-size" (toString .)) -}}{{- end -}}
{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--max-model-len" (toString (int64 .))) -}}{{- end -}}
{{- if $values.enforceEager -}}{{- $args = append $args "--enforce-eager" -}}{{- end -}}
{{- if not (kindIs "invalid" $values.enablePrefixCaching) -}}
{{- $args = append $args (ternary "--enable-prefix-caching" "--no-enable-prefix-caching" $values.enablePrefixCaching) -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{ toJson $args }}
{{- end -}}

{{- define "ome.args.sglang" -}}
{{- $values := .root.Values -}}
{{- $args := list "--model-path" "$(MODEL_PATH)" "--served-model-name" (default $values.modelId $values.servedModelName) -}}
{{- /* Else it tells nobody how many requests wait: neither KEDA, nor what chooses a pod for each request. */ -}}
{{- $args = concat $args (list "--host" "0.0.0.0" "--port" "8080" "--enable-metrics") -}}
{{- with mul (int $values.resources.gpu) (int $values.multinode.nodeCount) -}}
{{- if gt . 1 -}}{{- $args = concat $args (list "--tp" (toString .)) -}}{{- end -}}
{{- end -}}
{{- if include "ome.isSpread" .root -}}
{{- /* LeaderWorkerSet tells each pod of a group these; the first is the leader. */ -}}
{{- $args = concat $args (list "--dist-init-addr" "$(LWS_LEADER_ADDRESS):20000") -}}
{{- $args = concat $args (list "--nnodes" "$(LWS_GROUP_SIZE)" "--node-rank" "$(LWS_WORKER_INDEX)") -}}
{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--context-length" (toString (int64 .))) -}}{{- end -}}
{{- if $values.enforceEager -}}
{{- $args = concat $args (list "--cuda-graph-backend-decode=disabled" "--cuda-graph-backend-prefill=disabled") -}}
{{- end -}}
{{- if and (not (kindIs "invalid" $values.enablePrefixCaching)) (not $values.enablePrefixCaching) -}}
{{- $args = append $args "--disable-radix-cache" -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{- if .role -}}
{{- $args = concat $args (list "--disaggregation-mode" .role "--disaggregation-transfer-backend" $values.transferBackend) -}}
{{- $args = concat $args (list "--disaggregation-bootstrap-port" "8998") -}}
{{- end -}}
{{ toJson $args }}
{{- end -}}

{{/* The router's arguments, as a YAML list. It finds the pods by their labels. */}}
{{- define "ome.routerArgs" -}}
{{- $policies := dict "none" "power_of_two" "round-robin" "round_robin" "kv" "cache_aware" -}}
{{- $args := list "--host" "0.0.0.0" "--port" "8080" "--policy" (get $policies .Values.routerMode) -}}
{{- $args = concat $args (list "--service-discovery" "--service-discovery-namespace" .Release.Namespace) -}}
{{- $args = concat $args (list "--service-discovery-port" "8080") -}}
{{- $mine := list (printf "ome.io/inferenceservice=%s" .Release.Name) -}}
{{- /* Of a replica's pods on several nodes the first alone answers. */ -}}
{{- if include "ome.isSpread" . -}}{{- $mine = append $mine "leaderworkerset.sigs.k8s.io/worker-index=0" -}}{{- end -}}
{{- if eq .Values.mode "disaggregated" -}}
{{- $args = concat $args (list "--pd-disaggregation" "--prefill-selector" "component=engine") $mine -}}
{{- $args = concat $args (list "--decode-selector" "component=decoder") $mine -}}
{{- else -}}
{{- $args = concat $args (list "--selector" "component=engine") $mine -}}
{{- end -}}
{{ toYaml $args }}
{{- end -}}

{{/*
How pods with the model run, as YAML: the runtime's part of them, for the leader of a group on several nodes and for the
others where there are such. Context: root, role.
*/}}
{{- define "ome.running" -}}
{{- if eq .role "prefill" -}}
annotations:
  # Where a decode pod asks for the cache.
  sglang.ai/bootstrap-port: "8998"
{{ end -}}
{{- if include "ome.isSpread" .root -}}
leader:
  {{- include "ome.runningPod" (dict "root" .root "answers" true) | nindent 2 }}
worker:
  {{- include "ome.runningPod" (dict "root" .root "answers" false) | nindent 2 }}
{{- else -}}
{{ include "ome.runningPod" (dict "root" .root "answers" true) }}
{{- end -}}
{{- end -}}

{{/* Context: root, answers: whether requests come to the pod. */}}
{{- define "ome.runningPod" -}}
{{- $values := .root.Values -}}
# The variables of a Service named vllm would be taken for settings of vLLM.
enableServiceLinks: false
terminationGracePeriodSeconds: {{ add $values.shutdownSeconds 15 }}
{{- with $values.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
{{- with $values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with $values.podSecurityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
volumes:
  - name: shared-memory
    emptyDir:
      medium: Memory
      {{- with $values.sharedMemory }}
      sizeLimit: {{ . }}
      {{- end }}
  {{- with include "pods.volumes" .root }}
  {{- . | nindent 2 }}
  {{- end }}
runner:
  name: ome-container
  image: {{ include "ome.image" .root | quote }}
  imagePullPolicy: {{ $values.image.pullPolicy }}
  command: [{{ $values.engine }}, serve]
  {{- if .answers }}
  ports:
    - name: http
      containerPort: 8080
      protocol: TCP
  # Until then neither of the others is asked.
  startupProbe:
    httpGet: {path: /health, port: 8080}
    periodSeconds: 5
    failureThreshold: {{ div (add $values.startupSeconds 4) 5 }}
  readinessProbe:
    httpGet: {path: /health, port: 8080}
    periodSeconds: 5
    timeoutSeconds: 5
  livenessProbe:
    httpGet: {path: /health, port: 8080}
    periodSeconds: 10
    timeoutSeconds: 10
    failureThreshold: 6
  {{- end }}
  # Until no Service sends requests here any more.
  lifecycle:
    preStop:
      exec:
        command: [sleep, "15"]
  # OME tells of a failure what is found there.
  terminationMessagePolicy: FallbackToLogsOnError
  {{- with $values.securityContext }}
  securityContext:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: shared-memory
      mountPath: /dev/shm
    {{- with include "pods.volumeMounts" .root }}
    {{- . | nindent 4 }}
    {{- end }}
{{- end -}}

{{/* What pods with the model are given and where they run, as YAML: the service's part of them. Context: root, role. */}}
{{- define "ome.placed" -}}
{{- with .root.Values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if include "ome.isSpread" .root }}
leader:
  {{- include "ome.placedPod" . | trim | nindent 2 }}
worker:
  # Beside the leader.
  size: {{ sub (int .root.Values.multinode.nodeCount) 1 }}
  {{- include "ome.placedPod" . | trim | nindent 2 }}
{{- else }}
{{- include "ome.placedPod" . }}
{{- end }}
{{- end -}}

{{/* Context as above. */}}
{{- define "ome.placedPod" -}}
{{- $values := .root.Values -}}
{{- with $values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- if not $values.runtime }}
{{- with include "pods.claims" .root }}
resourceClaims:
  {{- . | nindent 2 }}
{{- end }}
runner:
  name: ome-container
  args:
    {{- include "ome.args" . | nindent 4 }}
  {{- with concat (include "pods.outside" .root | fromJsonArray) $values.env }}
  env:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  resources:
    {{- include "pods.resources" .root | nindent 4 }}
{{- end }}
{{- end -}}

{{/* The spec of our own runtime, as YAML. */}}
{{- define "ome.runtimeSpec" -}}
{{- $values := .Values -}}
supportedModelFormats:
  - autoSelect: false
    {{- include "ome.format" . | nindent 4 }}
  {{- with $values.baseModel.format }}
  {{- if and $values.baseModel.existing .architecture }}
  - autoSelect: false
    modelFormat:
      name: {{ .name }}
      {{- with .version }}
      version: {{ . | quote }}
      {{- end }}
    modelFramework:
      name: {{ .framework }}
      {{- with .frameworkVersion }}
      version: {{ . | quote }}
      {{- end }}
    modelArchitecture: {{ .architecture }}
    {{- with .quantization }}
    quantization: {{ . }}
    {{- end }}
  {{- end }}
  {{- end }}
protocolVersions: [openAI]
{{- range include "ome.workers" . | fromJsonArray }}
{{ .component }}Config:
  {{- include "ome.running" (dict "root" $ "role" .role) | nindent 2 }}
{{- end }}
{{- if include "ome.hasRouter" . }}
routerConfig:
  enableServiceLinks: false
  {{- with $values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  runner:
    name: router
    {{- with $values.router.image }}
    image: {{ printf "%s/%s:%s" .registry .repository .tag | quote }}
    {{- end }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    args:
      {{- include "ome.routerArgs" . | nindent 6 }}
    ports:
      - name: http
        containerPort: 8080
        protocol: TCP
    startupProbe:
      httpGet: {path: /liveness, port: 8080}
      periodSeconds: 5
      failureThreshold: 60
    # It is ready once a pod is that it can send requests to.
    readinessProbe:
      httpGet: {path: /readiness, port: 8080}
      periodSeconds: 5
      timeoutSeconds: 5
    livenessProbe:
      httpGet: {path: /liveness, port: 8080}
      periodSeconds: 10
      timeoutSeconds: 10
    resources:
      requests:
        cpu: {{ $values.router.cpu | quote }}
        memory: {{ $values.router.memory | quote }}
      limits:
        memory: {{ $values.router.memory | quote }}
{{- end }}
{{- end -}}

{{/* How pods are replaced, as YAML: another one beside the old one would need GPUs of its own. Context: replicas. */}}
{{- define "ome.strategy" -}}
{{- if gt (int .replicas) 1 -}}
type: RollingUpdate
rollingUpdate:
  maxSurge: 0
  maxUnavailable: 1
{{- else -}}
# Otherwise the only pod could be away while Kubernetes calls the Deployment available.
type: Recreate
{{- end -}}
{{- end -}}
