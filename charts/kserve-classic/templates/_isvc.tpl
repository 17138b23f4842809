{{/* The deployment's name. KServe puts -predictor behind it, which a Service of at most 63 characters bears. */}}
{{- define "kserve.name" -}}
{{- if not (regexMatch "^[a-z][-a-z0-9]*$" .Release.Name) -}}
{{- fail (printf "the name %s is not that of a Service: a letter, then letters, digits and dashes" .Release.Name) -}}
{{- end -}}
{{- if gt (len .Release.Name) 53 -}}
{{- fail (printf "the name %s has %d characters; KServe takes at most 53" .Release.Name (len .Release.Name)) -}}
{{- end -}}
{{ .Release.Name }}
{{- end -}}

{{- define "kserve.servedName" -}}
{{ default .Values.modelId .Values.servedModelName }}
{{- end -}}

{{/* Annotations of the service, as YAML. */}}
{{- define "kserve.annotations" -}}
{{- $annotations := dict "serving.kserve.io/deploymentMode" .Values.deploymentMode -}}
{{- if .Values.autoscaling.enabled -}}{{- $_ := set $annotations "serving.kserve.io/autoscalerClass" "keda" -}}{{- end -}}
{{- range $name, $value := .Values.annotations -}}{{- $_ := set $annotations $name $value -}}{{- end -}}
{{ toYaml $annotations }}
{{- end -}}

{{- define "kserve.image" -}}
{{- $known := dict "vllm" (list "docker.io" "vllm/vllm-openai" (printf "v%s" .Chart.AppVersion)) "sglang" (list "docker.io" "lmsysorg/sglang" "v0.5.23") -}}
{{- $own := get $known .Values.engine -}}
{{- $image := .Values.image -}}
{{ default (index $own 0) $image.registry }}/{{ default (index $own 1) $image.repository }}:{{ default (index $own 2) $image.tag }}
{{- end -}}

{{/* The engine's arguments, as a YAML list. With a runtime they stand behind its own, and the last ones win. */}}
{{- define "kserve.args" -}}
{{- $args := include (printf "kserve.args.%s" .Values.engine) . | fromJsonArray -}}
{{- range $name, $value := .Values.engineArgs -}}
{{- if kindIs "bool" $value -}}
{{- if $value -}}{{- $args = append $args (printf "--%s" $name) -}}{{- end -}}
{{- else -}}
{{- /* Numbers of a file are floats, and large ones would have an exponent. */ -}}
{{- $args = concat $args (list (printf "--%s" $name) (ternary $value (toJson $value) (kindIs "string" $value))) -}}
{{- end -}}
{{- end -}}
{{ toYaml $args }}
{{- end -}}

{{- define "kserve.args.vllm" -}}
{{- $values := .Values -}}
{{- $args := list "--model" $values.modelId "--served-model-name" (default $values.modelId $values.servedModelName) -}}
{{- $args = concat $args (list "--host" "0.0.0.0" "--port" "8080") -}}
{{- /* Without it vLLM drops what it is answering when it is told to end. */ -}}
{{- $args = concat $args (list "--shutdown-timeout" (toString (int64 $values.shutdownSeconds))) -}}
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

{{- define "kserve.args.sglang" -}}
{{- $values := .Values -}}
{{- $args := list "--model-path" $values.modelId "--served-model-name" (default $values.modelId $values.servedModelName) -}}
{{- /* Else it tells nobody how many requests wait: neither KEDA, nor what chooses a pod for each request. */ -}}
{{- $args = concat $args (list "--host" "0.0.0.0" "--port" "8080" "--enable-metrics") -}}
{{- with int $values.resources.gpu -}}
{{- if gt . 1 -}}{{- $args = concat $args (list "--tp" (toString .)) -}}{{- end -}}
{{- end -}}
{{- with $values.contextLength -}}{{- $args = concat $args (list "--context-length" (toString (int64 .))) -}}{{- end -}}
{{- if $values.enforceEager -}}
{{- $args = concat $args (list "--cuda-graph-backend-decode=disabled" "--cuda-graph-backend-prefill=disabled") -}}
{{- end -}}
{{- if and (not (kindIs "invalid" $values.enablePrefixCaching)) (not $values.enablePrefixCaching) -}}
{{- $args = append $args "--disable-radix-cache" -}}
{{- end -}}
{{- if $values.trustRemoteCode -}}{{- $args = append $args "--trust-remote-code" -}}{{- end -}}
{{ toJson $args }}
{{- end -}}

{{/* The environment of the engine, as a YAML list; empty where there is none. */}}
{{- define "kserve.env" -}}
{{- $env := list -}}
{{- if .Values.modelCache.claim -}}{{- $env = append $env (dict "name" "HF_HOME" "value" "/models") -}}{{- end -}}
{{- with .Values.hfTokenSecret -}}
{{- $env = append $env (dict "name" "HF_TOKEN" "valueFrom" (dict "secretKeyRef" (dict "name" . "key" "HF_TOKEN"))) -}}
{{- end -}}
{{- $env = concat $env (include "pods.outside" . | fromJsonArray) .Values.env -}}
{{- with $env -}}{{ toYaml . }}{{- end -}}
{{- end -}}

{{/* What the container with the engine is given, by our runtime or by another one, as YAML. */}}
{{- define "kserve.engine" -}}
{{- $values := .Values -}}
args:
  {{- include "kserve.args" . | nindent 2 }}
{{- with include "kserve.env" . }}
env:
  {{- . | nindent 2 }}
{{- end }}
{{- $resources := include "pods.resources" . | fromYaml -}}
{{- /* What has no limit gets the operator's, which is for small models. */ -}}
{{- $_ := set $resources.limits "cpu" $values.resources.cpu }}
resources:
  {{- toYaml $resources | nindent 2 }}
{{- with $values.securityContext }}
securityContext:
  {{- toYaml . | nindent 2 }}
{{- end }}
volumeMounts:
  - name: devshm
    mountPath: /dev/shm
  {{- if $values.modelCache.claim }}
  - name: models
    mountPath: /models
  {{- end }}
  {{- with include "pods.volumeMounts" . }}
  {{- . | nindent 2 }}
  {{- end }}
{{- end -}}
