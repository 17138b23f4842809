{{/* The version of the API to write: the one asked for, else the newest the cluster serves. */}}
{{- define "dynamo.apiVersion" -}}
{{- if .Values.apiVersion -}}
{{ .Values.apiVersion }}
{{- else if .Capabilities.APIVersions.Has "nvidia.com/v1beta1" -}}
nvidia.com/v1beta1
{{- else if .Capabilities.APIVersions.Has "nvidia.com/v1alpha1" -}}
nvidia.com/v1alpha1
{{- else -}}
nvidia.com/v1beta1
{{- end -}}
{{- end -}}

{{/*
The deployment's name. With Grove, it and a component's name have 45 characters together; the longest is Frontend. The
name of a worker on several nodes counts twice, with the role of a pod (-ldr, -wkr) behind it.
*/}}
{{- define "dynamo.name" -}}
{{- $name := default .Release.Name .Values.name -}}
{{- $longest := 8 -}}
{{- range include "dynamo.workers" . | fromJsonArray -}}
{{- if gt (int .nodes) 1 -}}{{- $longest = max $longest (add (mul 2 (len .name)) 4) -}}{{- end -}}
{{- end -}}
{{- $limit := int (sub 45 $longest) -}}
{{- if gt (len $name) $limit -}}
{{- fail (printf "the name %s has %d characters; Dynamo takes at most %d: give a shorter one" $name (len $name) $limit) -}}
{{- end -}}
{{ $name }}
{{- end -}}

{{/* The release of Dynamo that the operator is of. */}}
{{- define "dynamo.release" -}}
{{- $known := ternary "1.1.1" .Chart.AppVersion (eq (include "dynamo.apiVersion" .) "nvidia.com/v1alpha1") -}}
{{ default $known (regexReplaceAll "[+].*$" .Values.operatorVersion "") }}
{{- end -}}

{{- define "dynamo.image" -}}
{{- $names := dict "vllm" "vllm-runtime" "sglang" "sglang-runtime" "trtllm" "tensorrtllm-runtime" -}}
{{- $repository := default (get $names .Values.engine) .Values.image.repository -}}
{{ .Values.image.registry }}/{{ $repository }}:{{ default (include "dynamo.release" .) .Values.image.tag }}
{{- end -}}

{{/* The version that an image's tag begins with; empty for tags such as latest. */}}
{{- define "dynamo.taggedVersion" -}}
{{- regexFind "^v?[0-9]+[.][0-9]+[.][0-9]+" .Values.image.tag | trimPrefix "v" -}}
{{- end -}}

{{/* What the runtime is: major, minor and patch of the image's tag, else of the operator. */}}
{{- define "dynamo.runtimeVersion" -}}
{{- $release := regexFind "^[0-9]+[.][0-9]+[.][0-9]+" (include "dynamo.release" .) -}}
{{ default $release (include "dynamo.taggedVersion" .) }}
{{- end -}}

{{/* Operators since 1.4 refuse images whose tag tells no version, unless they are told it. */}}
{{- define "dynamo.versionOverride" -}}
{{- $version := include "dynamo.runtimeVersion" . -}}
{{- if and .Values.image.tag (not (include "dynamo.taggedVersion" .)) (semverCompare ">=1.4.0" $version) -}}
{{ $version }}
{{- end -}}
{{- end -}}

{{- define "dynamo.labels" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The workers of this mode as a JSON list: name, role (empty for all of a request), replicas, nodes of each. */}}
{{- define "dynamo.workers" -}}
{{- $nodes := .Values.multinode.nodeCount -}}
{{- if eq .Values.mode "disaggregated" -}}
{{- $prefill := ternary .Values.replicas .Values.prefillReplicas (kindIs "invalid" .Values.prefillReplicas) -}}
{{- $decode := ternary .Values.replicas .Values.decodeReplicas (kindIs "invalid" .Values.decodeReplicas) -}}
{{- $prefillNodes := ternary $nodes .Values.multinode.prefillNodeCount (kindIs "invalid" .Values.multinode.prefillNodeCount) -}}
{{- $decodeNodes := ternary $nodes .Values.multinode.decodeNodeCount (kindIs "invalid" .Values.multinode.decodeNodeCount) -}}
{{- $prefill = dict "name" "Prefill" "role" "prefill" "replicas" $prefill "nodes" $prefillNodes -}}
{{- $decode = dict "name" "Decode" "role" "decode" "replicas" $decode "nodes" $decodeNodes -}}
{{ list $prefill $decode | toJson }}
{{- else -}}
{{ list (dict "name" "Worker" "role" "" "replicas" .Values.replicas "nodes" $nodes) | toJson }}
{{- end -}}
{{- end -}}

{{/* The GPUs of a worker on all its nodes, which tensor parallelism spans; at least 1. Context: root, nodes. */}}
{{- define "dynamo.tensorParallel" -}}
{{- max 1 (mul (int .root.Values.resources.gpu) (int .nodes)) -}}
{{- end -}}

{{/* The command of a worker's container, as a YAML list. Context: root, role. */}}
{{- define "dynamo.command" -}}
- python3
- -m
- dynamo.{{ .root.Values.engine }}
{{- end -}}

{{/* The arguments of a worker, as a YAML list. Context: root, role, nodes. */}}
{{- define "dynamo.args" -}}
{{- $values := .root.Values -}}
{{- $args := include (printf "dynamo.args.%s" $values.engine) . | fromJsonArray -}}
{{- if and (eq $values.mode "disaggregated") (ne $values.engine "sglang") -}}
{{- $args = concat $args (list "--disaggregation-mode" .role) -}}
{{- end -}}
{{- range $name, $value := $values.engineArgs -}}
{{- if kindIs "bool" $value -}}
{{- if $value -}}{{- $args = append $args (printf "--%s" $name) -}}{{- end -}}
{{- else -}}
{{- /* Numbers of a file are floats, and large ones would have an exponent. */ -}}
{{- $args = concat $args (list (printf "--%s" $name) (ternary $value (toJson $value) (kindIs "string" $value))) -}}
{{- end -}}
{{- end -}}
{{ toYaml $args }}
{{- end -}}

{{/* Whether workers tell the router which prefixes they hold; those that decode hold some, too. */}}
{{- define "dynamo.publishesEvents" -}}
{{- if and (eq .root.Values.routerMode "kv") .root.Values.router.kvEvents -}}true{{- end -}}
{{- end -}}

{{/* The environment of the frontend as a JSON list; every argument of the frontend has a variable. */}}
{{- define "dynamo.frontendEnv" -}}
{{- $own := dict -}}
{{- if ne .Values.routerMode "none" -}}{{- $_ := set $own "DYN_ROUTER_MODE" .Values.routerMode -}}{{- end -}}
{{- if eq .Values.routerMode "kv" -}}
{{- $router := .Values.router -}}
{{- if not $router.kvEvents -}}{{- $_ := set $own "DYN_ROUTER_USE_KV_EVENTS" "false" -}}{{- end -}}
{{- if not (kindIs "invalid" $router.kvOverlapScoreCredit) -}}
{{- $_ := set $own "DYN_ROUTER_KV_OVERLAP_SCORE_CREDIT" (toString $router.kvOverlapScoreCredit) -}}
{{- end -}}
{{- if not (kindIs "invalid" $router.prefillLoadScale) -}}
{{- $_ := set $own "DYN_ROUTER_PREFILL_LOAD_SCALE" (toString $router.prefillLoadScale) -}}
{{- end -}}
{{- end -}}
{{- $env := list -}}
{{- range .Values.frontend.env -}}{{- $own = omit $own .name -}}{{- end -}}
{{- range $name, $value := $own -}}{{- $env = append $env (dict "name" $name "value" $value) -}}{{- end -}}
{{ concat $env .Values.frontend.env | toJson }}
{{- end -}}

{{- define "dynamo.args.vllm" -}}
{{- $values := .root.Values -}}
{{- $args := list "--model" $values.modelId -}}
{{- with $values.servedModelName -}}{{- $args = concat $args (list "--served-model-name" .) -}}{{- end -}}
{{- $parallel := include "dynamo.tensorParallel" . -}}
{{- if ne $parallel "1" -}}{{- $args = concat $args (list "--tensor-parallel-size" $parallel) -}}{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--max-model-len" (toString (int64 .))) -}}{{- end -}}
{{- if $values.enforceEager -}}{{- $args = append $args "--enforce-eager" -}}{{- end -}}
{{- if not (kindIs "invalid" $values.enablePrefixCaching) -}}
{{- $args = append $args (ternary "--enable-prefix-caching" "--no-enable-prefix-caching" $values.enablePrefixCaching) -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{- if .role -}}
{{- $args = concat $args (list "--kv-transfer-config" (dict "kv_connector" "NixlConnector" "kv_role" "kv_both" | toJson)) -}}
{{- end -}}
{{- if include "dynamo.publishesEvents" . -}}
{{- $events := dict "publisher" "zmq" "topic" "kv-events" "endpoint" "tcp://*:20080" "enable_kv_cache_events" true -}}
{{- $args = concat $args (list "--kv-events-config" (toJson $events)) -}}
{{- end -}}
{{ toJson $args }}
{{- end -}}

{{- define "dynamo.args.sglang" -}}
{{- $values := .root.Values -}}
{{- $version := include "dynamo.runtimeVersion" .root -}}
{{- $args := list "--model-path" $values.modelId "--served-model-name" (default $values.modelId $values.servedModelName) -}}
{{- $args = concat $args (list "--page-size" "16" "--tp" (include "dynamo.tensorParallel" .)) -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--context-length" (toString (int64 .))) -}}{{- end -}}
{{- if and $values.enforceEager (semverCompare "<1.3.0" $version) -}}
{{- $args = append $args "--disable-cuda-graph" -}}
{{- else if $values.enforceEager -}}
{{- $args = concat $args (list "--cuda-graph-backend-decode=disabled" "--cuda-graph-backend-prefill=disabled") -}}
{{- end -}}
{{- if and (not (kindIs "invalid" $values.enablePrefixCaching)) (not $values.enablePrefixCaching) -}}
{{- $args = append $args "--disable-radix-cache" -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{- if semverCompare "<1.5.0" $version -}}{{- $args = append $args "--skip-tokenizer-init" -}}{{- end -}}
{{- if .role -}}
{{- $args = concat $args (list "--disaggregation-mode" .role "--disaggregation-transfer-backend" "nixl") -}}
{{- $args = concat $args (list "--disaggregation-bootstrap-port" "12345" "--host" "0.0.0.0") -}}
{{- end -}}
{{- if include "dynamo.publishesEvents" . -}}
{{- $events := dict "publisher" "zmq" "topic" "kv-events" "endpoint" "tcp://*:5557" -}}
{{- $args = concat $args (list "--kv-events-config" (toJson $events)) -}}
{{- end -}}
{{ toJson $args }}
{{- end -}}

{{- define "dynamo.args.trtllm" -}}
{{- $values := .root.Values -}}
{{- $isOld := semverCompare "<1.3.0" (include "dynamo.runtimeVersion" .root) -}}
{{- $args := list (ternary "--model-path" "--model" $isOld) $values.modelId -}}
{{- $args = concat $args (list "--served-model-name" (default $values.modelId $values.servedModelName)) -}}
{{- $parallel := include "dynamo.tensorParallel" . -}}
{{- if ne $parallel "1" -}}{{- $args = concat $args (list "--tensor-parallel-size" $parallel) -}}{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--max-seq-len" (toString (int64 .))) -}}{{- end -}}
{{- $engine := dict -}}
{{- if $values.enforceEager -}}{{- $_ := set $engine "cuda_graph_config" nil -}}{{- end -}}
{{- if not (kindIs "invalid" $values.enablePrefixCaching) -}}
{{- $_ := set $engine "kv_cache_config" (dict "enable_block_reuse" $values.enablePrefixCaching) -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $_ := set $engine "trust_remote_code" true -}}{{- end -}}
{{- if .role -}}
{{- $_ := set $engine "cache_transceiver_config" (dict "backend" "DEFAULT") -}}
{{- if eq .role "prefill" -}}{{- $_ := set $engine "disable_overlap_scheduler" true -}}{{- end -}}
{{- end -}}
{{- if $engine -}}{{- $args = concat $args (list "--override-engine-args" (toJson $engine)) -}}{{- end -}}
{{- if include "dynamo.publishesEvents" . -}}
{{- $args = append $args (ternary "--publish-events-and-metrics" "--publish-kv-events" $isOld) -}}
{{- end -}}
{{ toJson $args }}
{{- end -}}

{{- define "dynamo.workingDir" -}}
{{- if eq .Values.engine "trtllm" -}}/workspace/{{- else -}}/workspace/examples/backends/{{ .Values.engine }}{{- end -}}
{{- end -}}
