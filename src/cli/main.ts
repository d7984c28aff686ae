#!/usr/bin/env node
import { runAsProcess } from '../command-line.js';
import { createProgram } from './program.js';

process.setSourceMapsEnabled(true);
await runAsProcess(createProgram());
