{{/* The version of the API to write: the one asked for, else the newest the cluster serves. */}}
{{- define "kserve.apiVersion" -}}
{{- if .Values.apiVersion -}}
{{ .Values.apiVersion }}
{{- else if .Capabilities.APIVersions.Has "serving.kserve.io/v1alpha2" -}}
serving.kserve.io/v1alpha2
{{- else if .Capabilities.APIVersions.Has "serving.kserve.io/v1alpha1" -}}
serving.kserve.io/v1alpha1
{{- else -}}
serving.kserve.io/v1alpha2
{{- end -}}
{{- end -}}

{{/*
The deployment's name. KServe puts -kserve-workload-svc behind it for the name of the Service, and where that has more than
63 characters, a checksum in place of the rest: nobody would find it by its name.
*/}}
{{- define "kserve.name" -}}
{{- if not (regexMatch "^[a-z]" .Release.Name) -}}
{{- fail (printf "the name %s does not begin with a letter, as the name of a Service must" .Release.Name) -}}
{{- end -}}
{{- if contains "." .Release.Name -}}
{{- fail (printf "the name %s has a dot, which the name of a Service must not" .Release.Name) -}}
{{- end -}}
{{- if gt (len .Release.Name) 43 -}}
{{- fail (printf "the name %s has %d characters; with more than 43, KServe gives its Service a name that is not foreseen" .Release.Name (len .Release.Name)) -}}
{{- end -}}
{{ .Release.Name }}
{{- end -}}

{{/* Whether a Gateway is made for the deployment; empty if not. */}}
{{- define "kserve.makesGateway" -}}
{{- if and (eq .Values.routerMode "endpoint-picker") .Values.gateway.className (not .Values.gateway.name) -}}true{{- end -}}
{{- end -}}

{{- define "kserve.gatewayName" -}}
{{ include "kserve.name" . }}-gateway
{{- end -}}

{{- define "kserve.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/*
Annotations of the object, as YAML. The operator downloads the model, in each pod that needs it, with the Secret that is
named there; which of the two names it looks for depends on how it was installed.
*/}}
{{- define "kserve.annotations" -}}
{{- $annotations := dict -}}
{{- with .Values.hfTokenSecret -}}
{{- range list "serving.kserve.io/secretName" "serving.kserve.io/storageSecretName" -}}
{{- $_ := set $annotations . $.Values.hfTokenSecret -}}
{{- end -}}
{{- end -}}
{{- range $name, $value := .Values.annotations -}}{{- $_ := set $annotations $name $value -}}{{- end -}}
{{- with $annotations -}}{{ toYaml . }}{{- end -}}
{{- end -}}

{{/* Where the model is. */}}
{{- define "kserve.uri" -}}
{{- with .Values.modelCache -}}
{{- if not .claim -}}
hf://{{ $.Values.modelId }}
{{- else if eq .path "/" -}}
pvc://{{ .claim }}
{{- else -}}
pvc://{{ .claim }}/{{ default $.Values.modelId .path }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The engine's image; empty for that of the operator's release. */}}
{{- define "kserve.image" -}}
{{- with .Values.image -}}
{{- if or .registry .repository .tag -}}
{{- if not .tag -}}
{{- fail "image.tag is missing: it goes with image.registry and image.repository" -}}
{{- end -}}
{{ default "ghcr.io" .registry }}/{{ default "llm-d/llm-d-cuda" .repository }}:{{ .tag }}
{{- end -}}
{{- end -}}
{{- end -}}

{{/*
One word of a command line that a shell reads, as KServe has it read. Kubernetes takes two dollars for one, and what follows
one of them for a variable.
*/}}
{{- define "kserve.word" -}}
{{- $word := . -}}
{{- if not (regexMatch "^[A-Za-z0-9_.,:/=@%+-]+$" $word) -}}
{{- $word = printf "'%s'" (replace "'" "'\\''" $word) -}}
{{- end -}}
{{ replace "$" "$$" $word }}
{{- end -}}

{{/* The nodes of each replica. With a root and a role. */}}
{{- define "kserve.nodes" -}}
{{- $several := .root.Values.multinode -}}
{{- $nodes := $several.nodeCount -}}
{{- if and (eq .role "prefill") (not (kindIs "invalid" $several.prefillNodeCount)) -}}
{{- $nodes = $several.prefillNodeCount -}}
{{- else if and (eq .role "decode") (not (kindIs "invalid" $several.decodeNodeCount)) -}}
{{- $nodes = $several.decodeNodeCount -}}
{{- end -}}
{{ int $nodes }}
{{- end -}}

{{/*
How a replica on several nodes is spread, as YAML: experts over all of its GPUs, and what is no expert over tensorParallel of
them. The operator has presets for this way alone, and theirs start vLLM only with both of expert and tensor. With a root, a
role and nodes.
*/}}
{{- define "kserve.parallelism" -}}
{{- $gpus := int .root.Values.resources.gpu -}}
{{- $each := int .root.Values.multinode.tensorParallel -}}
{{- if lt $gpus 1 -}}
{{- fail "multinode needs resources.gpu of at least 1, the GPUs of each node" -}}
{{- end -}}
{{- if mod $gpus $each -}}
{{- fail (printf "multinode.tensorParallel is %d, which does not divide the %d GPUs of resources.gpu" $each $gpus) -}}
{{- end -}}
{{- /* A LeaderWorkerSet puts the number of a replica behind its name for a StatefulSet, and Kubernetes a checksum. */ -}}
{{- $longest := ternary 30 38 (eq .role "prefill") -}}
{{- if gt (len .root.Release.Name) $longest -}}
{{- fail (printf "the name %s has %d characters; with more than %d, replicas on several nodes get no pods" .root.Release.Name (len .root.Release.Name) $longest) -}}
{{- end -}}
tensor: {{ $each }}
data: {{ mul (div $gpus $each) .nodes }}
dataLocal: {{ div $gpus $each }}
expert: true
{{- end -}}

{{/* What vLLM is given beside what the operator gives it, in one line. With a root and a role. */}}
{{- define "kserve.arguments" -}}
{{- $values := .root.Values -}}
{{- $args := list -}}
{{- if and (gt (int $values.resources.gpu) 1) (eq (include "kserve.nodes" .) "1") -}}
{{- $args = concat $args (list "--tensor-parallel-size" (toString (int $values.resources.gpu))) -}}
{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--max-model-len" (toString (int64 .))) -}}{{- end -}}
{{- if $values.enforceEager -}}{{- $args = append $args "--enforce-eager" -}}{{- end -}}
{{- if not (kindIs "invalid" $values.enablePrefixCaching) -}}
{{- $args = append $args (ternary "--enable-prefix-caching" "--no-enable-prefix-caching" $values.enablePrefixCaching) -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{- if and .role (not (hasKey $values.engineArgs "kv-transfer-config")) -}}
{{- $args = concat $args (list "--kv-transfer-config" "{\"kv_connector\":\"NixlConnector\",\"kv_role\":\"kv_both\"}") -}}
{{- end -}}
{{- range $name, $value := $values.engineArgs -}}
{{- if kindIs "bool" $value -}}
{{- if $value -}}{{- $args = append $args (printf "--%s" $name) -}}{{- end -}}
{{- else -}}
{{- $args = concat $args (list (printf "--%s" $name) (ternary $value (toJson $value) (kindIs "string" $value))) -}}
{{- end -}}
{{- end -}}
{{- range $index, $word := $args -}}{{ if $index }} {{ end }}{{ include "kserve.word" $word }}{{- end -}}
{{- end -}}

{{/* The environment of the engine, as a YAML list: the user's names win. With a root and a role. */}}
{{- define "kserve.env" -}}
{{- $values := .root.Values -}}
{{- $own := list -}}
{{- if .role -}}
{{- $address := dict "fieldRef" (dict "fieldPath" "status.podIP") -}}
{{- $own = append $own (dict "name" "VLLM_NIXL_SIDE_CHANNEL_HOST" "valueFrom" $address) -}}
{{- end -}}
{{- with include "kserve.arguments" . -}}
{{- $own = append $own (dict "name" "VLLM_ADDITIONAL_ARGS" "value" .) -}}
{{- end -}}
{{- with $values.hfTokenSecret -}}
{{- $own = append $own (dict "name" "HF_TOKEN" "valueFrom" (dict "secretKeyRef" (dict "name" . "key" "HF_TOKEN"))) -}}
{{- end -}}
{{- $own = concat $own (include "pods.outside" .root | fromJsonArray) -}}
{{- $theirs := list -}}
{{- range $values.env -}}{{- $theirs = append $theirs .name -}}{{- end -}}
{{- $env := list -}}
{{- range $own -}}{{- if not (has .name $theirs) -}}{{- $env = append $env . -}}{{- end -}}{{- end -}}
{{- $env = concat $env $values.env -}}
{{- if contains "{{" (toJson $env) -}}
{{- fail "env and engineArgs may not hold two opening braces in a row: KServe takes them for a template" -}}
{{- end -}}
{{- with $env -}}{{ toYaml . }}{{- end -}}
{{- end -}}

{{/*
Replicas of one kind, as YAML. Everything that is not here comes from the operator's presets, probes too: with or without TLS
is known to the operator alone. With a root, replicas, and a role where there are two kinds.
*/}}
{{- define "kserve.workload" -}}
{{- $values := .root.Values -}}
{{- $nodes := int (include "kserve.nodes" .) -}}
{{- if $values.autoscaling.enabled }}
scaling:
  minReplicas: {{ $values.autoscaling.minReplicas }}
  maxReplicas: {{ $values.autoscaling.maxReplicas }}
  wva:
    keda: {}
{{- else }}
replicas: {{ .replicas }}
{{- end }}
{{- if gt $nodes 1 }}
parallelism:
  {{- include "kserve.parallelism" (dict "root" .root "role" .role "nodes" $nodes) | nindent 2 }}
{{- end }}
{{- with $values.podAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
template:
  {{- include "kserve.pod" (dict "root" .root "role" .role "leads" true) | trim | nindent 2 }}
{{- if gt $nodes 1 }}
# On each of the other nodes.
worker:
  {{- include "kserve.pod" (dict "root" .root "role" .role "leads" false) | trim | nindent 2 }}
{{- end }}
{{- end -}}

{{/* A pod of a replica, as YAML. With a root, a role, and whether it leads, which is to say that requests come to it. */}}
{{- define "kserve.pod" -}}
{{- $values := .root.Values -}}
{{- $image := include "kserve.image" .root -}}
# The variables of a Service named vllm would be taken for settings of vLLM.
enableServiceLinks: false
{{- with $values.serviceAccountName }}
serviceAccountName: {{ . }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . }}
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
{{- if or $values.sharedMemory $values.caBundle.configMap }}
volumes:
  {{- with $values.sharedMemory }}
  - name: dshm
    emptyDir:
      medium: Memory
      sizeLimit: {{ . }}
  {{- end }}
  {{- with include "pods.volumes" .root }}
  {{- . | nindent 2 }}
  {{- end }}
{{- end }}
{{- with include "pods.claims" .root }}
resourceClaims:
  {{- . | nindent 2 }}
{{- end }}
{{- $outside := include "pods.outside" .root | fromJsonArray }}
{{- $downloads := and $outside (not $values.modelCache.claim) }}
{{- $hands := and .leads (eq .role "decode") }}
{{- if or $downloads $hands }}
initContainers:
  {{- if $hands }}
  # The preset names a group of pools that the inference extension has given up.
  - name: llm-d-routing-sidecar
    args: [--pool-group=inference.networking.k8s.io]
  {{- end }}
  {{- if $downloads }}
  # The operator adds the rest of it: it brings the model.
  - name: storage-initializer
    env:
      {{- toYaml $outside | nindent 6 }}
    {{- with include "pods.volumeMounts" .root }}
    volumeMounts:
      {{- . | nindent 6 }}
    {{- end }}
  {{- end }}
{{- end }}
containers:
  - name: main
    {{- with $image }}
    image: {{ . | quote }}
    {{- end }}
    imagePullPolicy: {{ $values.image.pullPolicy }}
    {{- with include "kserve.env" . }}
    env:
      {{- . | nindent 6 }}
    {{- end }}
    {{- if and .leads $values.startupSeconds }}
    startupProbe:
      periodSeconds: 10
      failureThreshold: {{ div (add $values.startupSeconds 9) 10 }}
    {{- end }}
    resources:
      {{- include "pods.resources" .root | nindent 6 }}
    {{- with $values.securityContext }}
    securityContext:
      {{- toYaml . | nindent 6 }}
    {{- end }}
    {{- with include "pods.volumeMounts" .root }}
    volumeMounts:
      {{- . | nindent 6 }}
    {{- end }}
{{- end -}}
